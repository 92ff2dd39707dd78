"""The proof-reader in Chromium: it speaks while one types, mends by one click, takes reasons, and whispers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from evenbar.panel.interviewing.actions import save_draft as save_notes
from evenbar.panel.interviewing.models import SealedScorecard
from evenbar.panel.ledger.models import Line
from evenbar.panel.studio import actions
from evenbar.panel.studio.models import Draft, Scorecard, Version
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.browser.test_studio import press, saved, text_of
from tests.panel.building import World, make_world
from tests.panel.interviewing.writing import line

Axe = Callable[[Page], None]
CHILDREN = "Who looks after the children when you travel?"
FOUND = "asks the candidate about family"
GREAT = "Great communicator, very sharp."


@pytest.fixture
def studio(transactional_db: None) -> tuple[World, Scorecard]:
    """The world, and a draft of the starter scorecard, which has no error."""
    world = make_world()
    text = library.text("starter")
    return world, actions.create_scorecard(actor=world.manager, title="Starter", text=text, origin="library")


def first_question(page: Page) -> str:
    """Open the first question of the page and give its field's id."""
    page.locator(".question summary").first.click()
    return page.get_by_label("Ask", exact=True).first.get_attribute("id") or ""


def test_a_bad_question_is_found_while_typing_and_gone_when_mended(
    studio: tuple[World, Scorecard], visit: Visit, axe: Axe
) -> None:
    """The finding comes to the panel, its field and the list of parts, the caret stays, and mending clears all."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/")
    id = first_question(page)
    before = page.locator(f"#{id}").input_value()
    page.locator(f"#{id}").fill("")
    page.keyboard.type(CHILDREN)
    expect(page.locator("#piece-notes")).to_contain_text(FOUND)
    expect(page.locator(f'[id="{id}--found"] .error')).to_contain_text(
        f"Error: “Who looks after the children” {FOUND}"
    )
    expect(page.locator("li[aria-current] .mark-of.error")).to_have_attribute(
        "title", re.compile(r"^\d errors?")
    )
    assert f"{id}--found" in (page.locator(f"#{id}").get_attribute("aria-describedby") or "")
    expect(page.locator(f"#{id}")).to_be_focused()
    page.keyboard.type(" And who drives?")
    expect(page.locator(f"#{id}")).to_have_value(f"{CHILDREN} And who drives?")
    saved_marks = page.locator("li[aria-current] .mark-of.error")
    expect(page.locator("#status")).to_contain_text("Draft saved")
    expect(saved_marks).to_have_count(1)
    axe(page)
    page.locator(f"#{id}").fill(before)
    expect(page.locator("#piece-notes")).not_to_contain_text(FOUND)
    expect(page.locator(f'[id="{id}--found"] .error')).to_have_count(0)
    expect(page.locator("li[aria-current] .mark-of.error")).to_have_count(0)


def test_why_and_the_law_are_told_and_the_rule_has_its_page(
    studio: tuple[World, Scorecard], visit: Visit
) -> None:
    """Why opens in place with its strength and the dated law; the rule's name leads to its page."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/")
    page.locator(f"#{first_question(page)}").fill(CHILDREN)
    find = page.locator(".find", has_text=FOUND)
    find.get_by_text("Why", exact=True).click()
    expect(find).to_contain_text("Evidence: ")
    expect(find).to_contain_text("Great Britain: Equality Act")
    expect(find).to_contain_text("no legal advice")
    find.get_by_role("link", name="protected-topic").click()
    expect(page.get_by_role("heading", name="Why it matters")).to_be_visible()
    assert CHILDREN in text_of(card)  # the link waited for the save


def test_the_yaml_marks_the_line_with_a_sign_and_shows_the_words(
    studio: tuple[World, Scorecard], visit: Visit, axe: Axe
) -> None:
    """A finding marks its line by more than a colour; "Show me" selects the words it is about; mending clears it."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/yaml/")
    text = page.locator("#text").input_value()
    question = read(text).criteria[0].questions[0].ask
    page.locator("#text").fill(text.replace(question, CHILDREN, 1))
    expect(page.locator("#gutter .error")).to_have_count(1)
    sign = page.locator("#gutter .error").evaluate("each => getComputedStyle(each, '::before').content")
    assert "◆" in sign
    axe(page)
    page.locator(".find", has_text=FOUND).get_by_role("button", name="Show me").click()
    chosen = page.locator("#text").evaluate(
        "each => each.value.slice(each.selectionStart, each.selectionEnd)"
    )
    assert chosen == "Who looks after the children"
    page.locator("#text").fill(text)
    expect(page.locator("#gutter .error")).to_have_count(0)


def test_show_me_leads_to_another_part_and_opens_what_hides_the_field(
    studio: tuple[World, Scorecard], visit: Visit
) -> None:
    """From any part of the editor the finding leads to its field, which is open and focused."""
    world, card = studio
    text = text_of(card)
    other = read(text).criteria[2]
    bad = text.replace(other.questions[0].ask, CHILDREN, 1)
    actions.save_draft(actor=world.manager, scorecard=card, text=bad, revision=1)
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=job")
    page.locator(".find", has_text=FOUND).get_by_role("link", name="Show me").click()
    field = f"#f-criteria--{other.id}--questions--{other.questions[0].id}--ask"
    expect(page.locator(field)).to_be_focused()
    expect(page.locator(field)).to_have_value(CHILDREN)


UNUSED = "suppress:\n  - {rule: no-bar, where: decision, because: We look at it again in spring.}\n"


@pytest.mark.parametrize("way", ["edit", "yaml"])
def test_one_click_mends_and_undo_takes_it_back(
    way: str, studio: tuple[World, Scorecard], visit: Visit
) -> None:
    """A finding with a safe fix is mended by its button through an ordinary save, and the page's undo restores it."""
    world, card = studio
    before = text_of(card) + UNUSED
    actions.save_draft(actor=world.manager, scorecard=card, text=before, revision=1)
    page = visit(world.manager, f"/studio/{card.pk}/{way}/")
    page.locator(".find", has_text="nothing to accept").get_by_role("button", name="Mend it").click()
    expect(page.locator(".find", has_text="nothing to accept")).to_have_count(0)
    saved(page, 3)
    assert read(text_of(card)).suppress == ()
    page.get_by_role("button", name="Undo").click()
    saved(page, 4)
    expect(page.locator(".find", has_text="nothing to accept")).to_have_count(1)
    assert text_of(card) == before
    if way == "yaml":
        expect(page.locator("#text")).to_have_value(before)


def test_accept_with_a_reason_and_take_it_back_by_keyboard_alone(
    studio: tuple[World, Scorecard], visit: Visit, axe: Axe
) -> None:
    """An empty reason is asked for; a written one moves the finding under Accepted; taking it back returns it."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/")
    page.locator(f"#{first_question(page)}").fill(CHILDREN)
    find = page.locator(".find", has_text=FOUND)
    find.get_by_text("Accept with a reason").focus()
    press(page, "Enter", "Tab", "Enter")
    expect(page.locator("#toast")).to_contain_text("Write in one sentence why the panel accepts it.")
    reason = find.get_by_label("Why it is right here")
    expect(reason).to_be_focused()
    page.keyboard.type("The rota is asked of everyone.")
    press(page, "Enter")
    expect(page.locator(".find", has_text=FOUND)).to_have_count(0)
    expect(page.locator("#accepted summary")).to_have_text("Accepted · 1")
    page.locator("#accepted summary").focus()
    press(page, "Enter")
    expect(page.locator("#accepted")).to_contain_text("The rota is asked of everyone.")
    axe(page)
    assert read(text_of(card)).suppress[0].because == "The rota is asked of everyone."
    page.get_by_role("button", name="Take back: protected-topic").focus()
    press(page, "Enter")
    expect(page.locator(".find", has_text=FOUND)).to_have_count(1)
    expect(page.locator("#accepted")).to_have_count(0)
    assert read(text_of(card)).suppress == ()


def test_a_reason_being_written_survives_the_next_findings(
    studio: tuple[World, Scorecard], visit: Visit
) -> None:
    """While a reason is typed the panel is drawn anew by other changes; the words, their place and the caret stay."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/")
    page.locator(f"#{first_question(page)}").fill(CHILDREN)
    find = page.locator(".find", has_text=FOUND)
    find.get_by_text("Accept with a reason").click()
    find.get_by_label("Why it is right here").fill("The rota is")
    page.get_by_label("Weight", exact=True).evaluate(
        "each => { each.value = '6'; each.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(page.locator("#piece-notes")).to_contain_text("unequal-without-rationale")
    expect(find.get_by_label("Why it is right here")).to_have_value("The rota is")
    expect(find.get_by_label("Why it is right here")).to_be_focused()


def test_an_answer_about_an_older_text_is_dropped(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """When a slow answer comes after a later one, the later one stays."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/")
    id = first_question(page)
    good = page.locator(f"#{id}").input_value()
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/proof/", hold_first)
    page.locator(f"#{id}").fill(CHILDREN)
    page.wait_for_timeout(400)
    assert held
    with page.expect_response("**/proof/"):
        page.locator(f"#{id}").fill(good)
    held[0].abort()
    expect(page.locator("#piece-notes")).not_to_contain_text(FOUND)
    expect(page.locator("#proof-state")).not_to_contain_text("cannot be reached")


def test_a_proof_reader_out_of_reach_is_said_and_saving_goes_on(
    studio: tuple[World, Scorecard], visit: Visit, troubles: list[str]
) -> None:
    """Without an answer the panel says that it is about an earlier text; the draft is saved all the same."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/")
    page.route("**/proof/", lambda route: route.abort())
    page.get_by_label("What it means here").fill("Builds models that last.")
    expect(page.locator("#proof-state")).to_contain_text("cannot be reached")
    saved(page, 2)
    assert [note for note in troubles if "ERR_FAILED" not in note] == []
    troubles.clear()


def test_publishing_with_errors_asks_for_the_reason(
    studio: tuple[World, Scorecard], visit: Visit, axe: Axe
) -> None:
    """The page shows what stands against it and asks why; the reason stands on the version."""
    world, card = studio
    text = text_of(card)
    bad = text.replace(read(text).criteria[0].questions[0].ask, CHILDREN, 1)
    actions.save_draft(actor=world.manager, scorecard=card, text=bad, revision=1)
    page = visit(world.manager, f"/studio/{card.pk}/publish/")
    expect(page.locator("aside")).to_contain_text(FOUND)
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_label("Why is it published all the same?")).to_be_focused()
    assert not Version.objects.filter(scorecard=card).exists()
    page.get_by_label("Why is it published all the same?").fill("Counsel asked for this text.")
    axe(page)
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Published with errors of the proof-reader: Counsel")).to_be_visible()
    axe(page)
    assert not Draft.objects.filter(scorecard=card).exists()


def test_weights_move_their_shares(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """On the page of all weights a change moves the three shares, as numbers and as bars."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=weights")
    technical = page.locator(".thirds > div").first
    bar = technical.locator(".part")
    before = float(bar.get_attribute("width") or 0)
    page.get_by_label("Weight", exact=True).first.fill("6")
    expect(technical.locator("dd").first).to_have_text("75%")
    assert float(technical.locator(".part").get_attribute("width") or 0) > before
    saved(page, 2)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_the_kit_whispers_and_lets_go(
    size: tuple[int, int], transactional_db: None, visit: Visit, axe: Axe
) -> None:
    """At the review judgement is marked beside its line; the mark goes when the line is written anew; it submits."""
    world = make_world()
    seat = world.assignment(world.ada)
    deed = "Asked who acts on the list before naming a model."
    lines = [line("praise", "framing", text=GREAT), line("deed", "framing", text=deed)]
    body = {"lines": lines, "ratings": {"framing": 4, "deployment": "not-reached"}, "note": ""}
    save_notes(actor=world.ada, assignment=seat, body=body, revision=0)
    page = visit(world.ada, f"/assignments/{seat.pk}/review/", size=size)
    expect(page.locator(".whispers")).to_have_count(1)
    expect(page.locator("#whisper-praise")).to_contain_text("why")
    axe(page)
    before = Line.objects.count()
    with page.context.expect_page() as opened:
        page.locator("#whisper-praise a").first.click()
    expect(opened.value.get_by_role("heading", name="Why it matters")).to_be_visible()
    opened.value.close()
    assert Line.objects.count() == before
    page.locator('[name="text.praise"]').fill(f"{GREAT} ")
    expect(page.locator(".whispers")).to_have_count(0)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Submit scorecard").click()
    page.wait_for_url("**/sealed/")
    assert SealedScorecard.objects.get(assignment=seat).evidence.count() == 2

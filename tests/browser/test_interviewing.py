"""The interview kit in a real browser: by mouse, by keyboard alone, and through everything that can go wrong."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenbar.panel.interviewing import actions
from evenbar.panel.interviewing.models import Draft, DraftState, SealedScorecard
from evenbar.panel.scheduling.models import Assignment, GuestLink
from tests.browser.conftest import PHONE, WIDE, Visit, sign_in
from tests.panel.building import World, make_debrief, make_user, make_world, seal
from tests.panel.interviewing.writing import line, whole

Axe = Callable[[Page], None]
Shoot = Callable[[Page, str], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    """The usual world, in a database that the live server shares."""
    return make_world()


@pytest.fixture
def hers(world: World) -> Assignment:
    return world.assignment(world.ada)


def url(name: str, assignment: Assignment) -> str:
    return reverse(f"interviewing:{name}", args=[assignment.pk])


def in_state(page: Page, state: str) -> None:
    """Wait until the header says so."""
    expect(page.locator("#state")).to_have_attribute("data-state", state)


def note(page: Page, text: str) -> None:
    """Type a note into the composer and finish it."""
    page.locator("#new").fill(text)
    page.keyboard.press("Enter")


def texts() -> list[str]:
    """The notes in the draft as the server has it."""
    return [row["text"].strip() for row in Draft.objects.get().body["lines"]]


def in_store(page: Page, read: Callable[[], Any], expected: Any) -> None:
    """Wait until the server has it; a busy machine may take longer than the second that a calm one needs."""
    for _ in range(50):
        if Draft.objects.exists() and read() == expected:
            return
        page.wait_for_timeout(100)
    assert read() == expected


def ratings() -> dict[str, Any]:
    """The ratings in the draft as the server has it."""
    found: dict[str, Any] = Draft.objects.get().body["ratings"]
    return found


def test_an_interview_by_keyboard_alone(visit: Visit, world: World, hers: Assignment) -> None:
    """From the first note to the sealed scorecard no pointer is needed."""
    page = visit(world.ada, url("kit", hers))
    page.keyboard.press("n")
    page.keyboard.type("Asked who acts on the score #fra")
    expect(page.locator("#tagging li")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Small talk")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.keyboard.press("j")
    expect(page.locator("h2:focus")).to_contain_text("Deploys and monitors")
    page.keyboard.press("q")
    page.keyboard.type("Noticed by a customer's call, 3 days late")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+u")
    page.keyboard.press("Alt+a")
    page.keyboard.press("Alt+2")
    in_state(page, "saved")
    body = Draft.objects.get().body
    assert body["ratings"] == {"framing": 4, "deployment": 2}
    assert [(row["text"].strip(), row["criterion"], row["question"]) for row in body["lines"]] == [
        ("Asked who acts on the score", "framing", None),
        ("Small talk", None, None),
        ("Noticed by a customer's call, 3 days late", "deployment", "last-incident"),
    ]
    assert (body["lines"][2]["prompted"], body["lines"][2]["direction"]) == ("unprompted", "against")
    press_until(page, "Review and submit", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Review before submitting")
    press_until(page, "Strong no", "Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Submitted")
    sealed = SealedScorecard.objects.get()
    assert (sealed.recommendation, sealed.note) == ("strong-no", "Small talk")
    assert {row.criterion: row.level for row in sealed.ratings.all()} == {"framing": 4, "deployment": 2}


def press_until(page: Page, label: str, key: str) -> None:
    """Move the focus with Tab or Shift+Tab to what bears the label."""
    for _ in range(120):
        page.keyboard.press(key)
        here = page.evaluate(
            "(document.activeElement.closest('label') ?? document.activeElement).textContent.trim()"
        )
        if here == label:
            return
    raise AssertionError(f"{label} cannot be reached with {key}")


def test_an_interview_by_mouse(visit: Visit, world: World, hers: Assignment, axe: Axe) -> None:
    """Notes typed, dragged and chosen to criteria, anchors clicked, reviewed and sealed; axe finds nothing."""
    page = visit(world.ada, url("kit", hers))
    axe(page)
    note(page, "Asked who acts on the score")
    note(page, "Budget of 200 ms, rollback named")
    first, second = page.locator(".notes .line").all()
    first.locator(".grip").drag_to(page.locator("[data-step=framing]"))
    expect(page.locator("[data-mirrors=framing] li")).to_have_count(1)
    second.locator("textarea").click()
    second.get_by_label("File to").select_option(label="Deploys and monitors")
    page.get_by_text("Offers a cheaper test before modelling.").click()
    page.locator("[data-step=deployment]").click()
    page.get_by_text("Names budget and rollback.").click()
    in_state(page, "saved")
    axe(page)
    page.get_by_role("button", name="Review and submit").click()
    expect(page.locator("h1")).to_have_text("Review before submitting")
    axe(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Submit scorecard").dblclick()
    expect(page.locator("h1")).to_have_text("Submitted")
    axe(page)
    sealed = SealedScorecard.objects.get()
    assert {row.criterion: row.level for row in sealed.ratings.all()} == {"framing": 4, "deployment": 3}
    assert {row.criterion: row.text for row in sealed.evidence.all()} == {
        "framing": "Asked who acts on the score",
        "deployment": "Budget of 200 ms, rollback named",
    }


def test_from_the_end_of_an_interview_to_sealed_in_three_actions_a_criterion(
    visit: Visit, world: World, hers: Assignment
) -> None:
    """With all notes unfiled and nothing rated, filing, rating and sealing take at most three actions a criterion."""
    lines = [line(f"n{number}") for number in range(2)]
    actions.save_draft(actor=world.ada, assignment=hers, body={"lines": lines}, revision=0)
    page = visit(world.ada, url("review", hers))
    done = 0

    def act(deed: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        nonlocal done
        deed(*args, **kwargs)
        done += 1

    for criterion, row in (("framing", lines[0]), ("deployment", lines[1])):
        act(page.locator(f"[name='criterion.{row['id']}']").select_option, criterion)
        act(page.locator(f"[name='rating.{criterion}'][value='3']").check, force=True)
    act(page.get_by_label("Yes", exact=True).check)
    act(page.get_by_role("button", name="Submit scorecard").click)
    expect(page.locator("h1")).to_have_text("Submitted")
    assert SealedScorecard.objects.get().ratings.filter(level=3).count() == 2
    assert done <= 3 * 2


def test_a_missing_rating_is_said_with_two_keys(visit: Visit, world: World, hers: Assignment) -> None:
    """0 opens the three kinds of missing, a letter chooses one; a level afterwards replaces it, and z takes it back."""
    page = visit(world.ada, url("kit", hers))
    page.keyboard.press("0")
    expect(page.get_by_label("Asked, nothing shown").first).to_be_visible()
    page.keyboard.press("s")
    in_store(page, ratings, {"framing": "nothing-shown"})
    expect(page.locator("[data-step=framing] .count")).to_have_text("nothing shown")
    page.keyboard.press("2")
    expect(page.locator("[data-step=framing] .level")).to_have_text("2")
    page.keyboard.press("z")
    expect(page.locator("[data-step=framing] .level")).to_have_text("–")
    expect(page.locator("#state")).to_have_text(re.compile("Saved"))
    in_store(page, ratings, {"framing": "nothing-shown"})


def test_keys_rest_while_typing_and_can_be_turned_off(visit: Visit, world: World, hers: Assignment) -> None:
    """Digits typed into a note rate nothing; single keys can be turned off, and Alt works nevertheless."""
    page = visit(world.ada, url("kit", hers))
    page.locator("#new").click()
    page.keyboard.type("4 of 5, 0 missing ?")
    in_store(page, ratings, {})
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("3")
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+5")
    in_store(page, ratings, {"deployment": 5})
    page.reload()
    page.keyboard.press("4")
    page.wait_for_timeout(1000)
    expect(page.locator("[data-step=framing] .level")).to_have_text("–")
    assert ratings() == {"deployment": 5}


def test_a_draft_saves_by_itself_within_a_second(visit: Visit, world: World, hers: Assignment) -> None:
    """A second after the last keystroke the server has the text, although the line is not finished."""
    page = visit(world.ada, url("kit", hers))
    page.locator("#new").press_sequentially("half a line")
    page.wait_for_timeout(1000)
    assert texts() == ["half a line"]
    expect(page.locator("#state")).to_have_text(re.compile(r"Saved at \d\d:\d\d:\d\d"))


def test_a_reload_and_a_closed_tab_lose_nothing(visit: Visit, world: World, hers: Assignment) -> None:
    """What was typed a moment before reloading or closing is there afterwards."""
    page = visit(world.ada, url("kit", hers))
    page.locator("#new").fill("typed just before the reload")
    page.reload()
    expect(page.locator(".notes .line textarea")).to_have_value("typed just before the reload")
    page.locator("#new").fill("typed just before closing")
    page.close(run_before_unload=True)
    page = page.context.new_page()
    page.goto(url("kit", hers))
    expect(page.locator(".notes .line textarea").nth(1)).to_have_value("typed just before closing")
    in_state(page, "saved")
    expect(page.locator("#state")).to_have_text(re.compile("Saved"))
    in_store(page, texts, ["typed just before the reload", "typed just before closing"])
    assert copies(page) == []


def copies(page: Page) -> list[str]:
    """The names of the drafts kept in the browser."""
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((name) => name.startsWith('evenbar.draft'))"
    )
    return found


def test_a_lost_connection_keeps_the_draft_and_sends_it_back(
    visit: Visit, world: World, hers: Assignment, troubles: list[str]
) -> None:
    """Offline the header says so and the browser keeps the text; back online it is sent and the copy removed."""
    page = visit(world.ada, url("kit", hers))
    note(page, "before")
    in_state(page, "saved")
    page.context.set_offline(True)
    note(page, "while offline")
    in_state(page, "offline")
    assert texts() == ["before"]
    assert len(copies(page)) == 1
    page.context.set_offline(False)
    in_store(page, texts, ["before", "while offline"])
    in_state(page, "saved")
    assert copies(page) == []
    troubles.clear()  # the browser reports the lost connection as console errors


def test_what_was_written_offline_survives_closing_the_tab(
    visit: Visit, world: World, hers: Assignment, troubles: list[str]
) -> None:
    """A tab closed while offline leaves its text in the browser; the next visit sends it."""
    page = visit(world.ada, url("kit", hers))
    page.context.set_offline(True)
    note(page, "only in the browser")
    in_state(page, "offline")
    page.close()
    context = page.context
    context.set_offline(False)
    Draft.objects.all().delete()  # a last request of the closing tab may have come through: as if it had not
    page = context.new_page()
    page.goto(url("kit", hers))
    expect(page.locator(".notes .line textarea")).to_have_value("only in the browser")
    expect(page.locator("#state")).to_have_text(re.compile("Saved"))
    assert texts() == ["only in the browser"]
    troubles.clear()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("Keep both", ["from the first", "from the second"]),
        ("Keep what is here", ["from the second"]),
        ("Take the other", ["from the first"]),
    ],
)
def test_the_later_of_two_tabs_chooses(
    visit: Visit,
    world: World,
    *,
    hers: Assignment,
    troubles: list[str],
    axe: Axe,
    choice: str,
    expected: list[str],
) -> None:
    """Two tabs on one draft: the later one is shown both versions and chooses; nothing is overwritten before."""
    first = visit(world.ada, url("kit", hers))
    second = first.context.new_page()
    second.goto(url("kit", hers))
    first.bring_to_front()
    note(first, "from the first")
    in_state(first, "saved")
    expect(first.locator("#state")).to_have_text(re.compile("Saved"))
    note(second, "from the second")
    expect(second.locator("#choice")).to_be_visible()
    in_state(second, "conflict")
    assert texts() == ["from the first"]
    expect(second.locator("#choice-shown")).to_contain_text("from the first")
    expect(second.locator("#choice-shown")).to_contain_text("from the second")
    axe(second)
    second.get_by_role("button", name=choice).click()
    in_state(second, "saved")
    assert texts() == expected
    assert DraftState.objects.filter(body__lines__0__text="from the first").exists()
    troubles.clear()


def test_an_expired_session_says_so_and_loses_nothing(
    visit: Visit, world: World, hers: Assignment, troubles: list[str], live_server: Any
) -> None:
    """After the session ended the header asks to sign in again in another tab; then the text is saved."""
    page = visit(world.ada, url("kit", hers))
    Session.objects.all().delete()
    note(page, "after the session ended")
    in_state(page, "signed-out")
    expect(page.locator("#state")).to_contain_text("sign in again as Ada Interviewer")
    assert not Draft.objects.exists()
    sign_in(page.context, world.ada, live_server.url)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    in_store(page, texts, ["after the session ended"])
    in_state(page, "saved")
    troubles.clear()


def test_another_account_in_the_same_browser_sees_nothing(
    visit: Visit, world: World, hers: Assignment, troubles: list[str], live_server: Any
) -> None:
    """Ben signs in where Ada left unsent text: his kit shows nothing of it, and it waits for her."""
    page = visit(world.ada, url("kit", hers))
    page.context.set_offline(True)
    note(page, "ada's secret")
    in_state(page, "offline")
    page.close()
    context = page.context
    context.set_offline(False)
    sign_in(context, world.ben, live_server.url)
    page = context.new_page()
    page.goto(url("kit", world.assignment(world.ben)))
    expect(page.locator("h1")).to_have_text("ML system design")
    page.wait_for_timeout(500)
    assert "secret" not in page.content()
    assert not Draft.objects.filter(assignment__interviewer=world.ben).exists()
    sign_in(context, world.ada, live_server.url)
    page.goto(url("kit", hers))
    expect(page.locator(".notes .line textarea")).to_have_value("ada's secret")
    troubles.clear()


def test_a_draft_sealed_elsewhere_says_so(
    visit: Visit, world: World, hers: Assignment, troubles: list[str]
) -> None:
    """When another device sealed meanwhile, the kit says that later text is not part of it."""
    page = visit(world.ada, url("kit", hers))
    actions.seal(actor=world.ada, assignment=hers, body=whole(), recommendation="yes")
    note(page, "too late")
    in_state(page, "sealed")
    page.get_by_role("button", name="Review and submit").click()
    expect(page.locator("h1")).to_have_text("Submitted")
    expect(page.get_by_text("too late")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert copies(page) == []
    troubles.clear()


def test_an_earlier_state_is_brought_back(visit: Visit, world: World, hers: Assignment, axe: Axe) -> None:
    """The drawer of earlier states brings a removed note back."""
    page = visit(world.ada, url("kit", hers))
    note(page, "worth keeping")
    in_state(page, "saved")
    expect(page.locator("#state")).to_have_text(re.compile("Saved"))
    in_store(page, texts, ["worth keeping"])
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".notes .line")).to_have_count(0)
    in_store(page, texts, [])
    page.get_by_role("button", name="Earlier states").click()
    expect(page.locator("#states")).to_contain_text("worth keeping")
    axe(page)
    page.get_by_role("button", name="Bring back").first.click()
    expect(page.locator(".notes .line textarea")).to_have_value("worth keeping")


def test_the_timer_pauses_and_blocks_nothing(visit: Visit, world: World, hers: Assignment) -> None:
    """The timer counts from the start, pauses, and after the end rating goes on."""
    world.design.starts_at = timezone.now() - timedelta(minutes=20)
    world.design.save()
    page = visit(world.ada, url("kit", hers))
    expect(page.locator("#timer")).to_have_text(re.compile(r"39:\d\d left|40:00 left"))
    page.get_by_role("button", name="Pause").click()
    shown = page.locator("#timer").text_content()
    page.wait_for_timeout(1500)
    expect(page.locator("#timer")).to_have_text(shown or "")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#timer")).not_to_have_text(shown or "")
    world.design.starts_at = timezone.now() - timedelta(minutes=65)
    world.design.save()
    page.reload()
    expect(page.locator("#timer")).to_have_text(re.compile(r"over"))
    page.keyboard.press("4")
    in_state(page, "saved")


def test_on_a_phone_everything_is_one_column(visit: Visit, world: World, hers: Assignment, axe: Axe) -> None:
    """At 390 pixels nothing scrolls sideways, notes and ratings work with a thumb, and axe finds nothing."""
    page = visit(world.ada, url("kit", hers), size=PHONE, scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.locator("#new").tap()
    page.locator("#new").fill("A note on the phone")
    page.keyboard.press("Enter")
    page.get_by_text("Restates the decision with its costs.").tap()
    page.locator("[data-step=deployment]").tap()
    page.get_by_text("Watches uptime alone.").tap()
    in_store(page, ratings, {"framing": 3, "deployment": 2})
    axe(page)
    page.get_by_role("button", name="Review and submit").tap()
    expect(page.locator("h1")).to_have_text("Review before submitting")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    axe(page)


def test_a_guest_interviews_from_the_kit(visit: Visit, world: World) -> None:
    """Somebody who came by a link keeps notes, rates and seals as everyone else."""
    guest = make_user("Greta Guest", is_guest=True)
    assignment = Assignment.objects.create(interview=world.design, interviewer=guest)
    later = timezone.now() + timedelta(days=1)
    GuestLink.objects.create(assignment=assignment, expires_at=later, created_by=world.recruiter)
    page = visit(guest, url("kit", assignment))
    page.locator("#new").fill("Asked about costs #fra")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+3")
    in_state(page, "saved")
    page.get_by_role("button", name="Review and submit").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Submit scorecard").click()
    expect(page.locator("h1")).to_have_text("Submitted")
    ratings = SealedScorecard.objects.get().ratings
    assert {row.criterion: row.level or row.missing for row in ratings.all()} == {
        "framing": 3,
        "deployment": "not-reached",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_free_of_axe_s_findings(
    visit: Visit, world: World, *, hers: Assignment, axe: Axe, shoot: Shoot, scheme: str
) -> None:
    """Kit with its dialogs, review, submitted, amendment and comparison: axe finds nothing, light and dark."""
    body = whole() | {
        "lines": [*whole()["lines"], line("loose"), line("asked", "framing", question="vague-brief")]
    }
    actions.save_draft(actor=world.ada, assignment=hers, body=body, revision=0)
    page = visit(world.ada, url("kit", hers), scheme=scheme, size=WIDE)
    shoot(page, f"kit-{scheme}")
    for button, dialog in (("Candidate brief", "#brief"), ("Keys", "#help")):
        page.get_by_role("button", name=button).click()
        expect(page.locator(dialog)).to_be_visible()
        axe(page)
        page.keyboard.press("Escape")
    page.keyboard.press("0")
    axe(page)
    page.goto(url("review", hers))
    axe(page)
    sealed = actions.seal(actor=world.ada, assignment=hers, recommendation="yes")
    actions.amend(actor=world.ada, rating=sealed.ratings.all()[0], level=3, reason="Mixed up two answers.")
    page.goto(url("sealed", hers))
    axe(page)
    shoot(page, f"sealed-{scheme}")
    page.goto(reverse("interviewing:amend", args=[sealed.ratings.all()[0].pk]))
    axe(page)
    seal(world.assignment(world.trainee), {"framing": 1, "deployment": 2})
    make_debrief(world, opened=True)
    page = visit(world.trainee, url("comparison", world.assignment(world.trainee)), scheme=scheme)
    expect(page.locator("h1")).to_contain_text("beside the panel")
    axe(page)

"""The studio in Chromium: write and publish by mouse and by keyboard alone, two editors, errors while typing, axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evenbar.panel.studio import actions
from evenbar.panel.studio.models import Draft, Scorecard, Version
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from evenbar.scorecard.writing_out import written_out
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.panel.building import World, make_world

Axe = Callable[[Page], None]


@pytest.fixture
def studio(transactional_db: None) -> tuple[World, Scorecard]:
    """The world, and a draft of the complete packaged scorecard with its criteria written out."""
    world = make_world()
    text = written_out(library.text("senior-ml-engineer"))
    return world, actions.create_scorecard(actor=world.manager, title="Senior", text=text, origin="library")


def saved(page: Page, revision: int) -> None:
    """Wait until the page knows that its draft stands at a revision."""
    expect(page.locator("input[name=revision]")).to_have_value(str(revision))
    expect(page.locator("#status")).to_contain_text("Draft saved")


def text_of(card: Scorecard) -> str:
    return Draft.objects.get(scorecard=card).text


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_every_page_is_accessible_and_fits(
    size: tuple[int, int], scheme: str, studio: tuple[World, Scorecard], visit: Visit, axe: Axe
) -> None:
    """axe finds nothing on any page of the studio, and none is wider than its window, light and dark."""
    world, card = studio
    page = visit(world.manager, "/studio/", size=size, scheme=scheme)
    for path in (
        "/studio/",
        "/rules/",
        "/rules/protected-topic/",
        f"/studio/{card.pk}/checklist/",
        "/studio/new/?level=staff&focus=data&interviewers=5",
        f"/studio/{card.pk}/",
        f"/studio/{card.pk}/edit/?part=criteria/data-evaluation",
        f"/studio/{card.pk}/edit/?part=stages",
        f"/studio/{card.pk}/edit/?part=decision",
        f"/studio/{card.pk}/edit/?part=job",
        f"/studio/{card.pk}/edit/?part=weights",
        f"/studio/{card.pk}/yaml/",
        f"/studio/{card.pk}/publish/",
        f"/studio/{card.pk}/compare/",
        f"/studio/versions/{world.version.pk}/",
    ):
        page.goto(path)
        for part in page.locator("main details").all():
            part.evaluate("part => part.setAttribute('open', '')")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_write_and_publish_by_mouse(studio: tuple[World, Scorecard], visit: Visit, axe: Axe) -> None:
    """Three answers, a changed weight with its live share, an error at its place, a drag, a published version."""
    page = visit(studio[0].manager, "/studio/")
    page.get_by_role("link", name="New scorecard").click()
    page.get_by_label("Which level?").select_option("mid")
    page.get_by_label("How many interviewers?").fill("3")
    page.get_by_role("button", name="Show what fits").click()
    expect(page.get_by_text("3 people hold 3 conversations")).to_be_visible()
    page.get_by_role("button", name="Change it first").click()
    expect(page.locator("li[aria-current] .share")).to_contain_text("1 · 14%")
    page.get_by_label("Weight", exact=True).fill("heavy")
    expect(page.get_by_label("Weight", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[id$=--weight--errors]")).to_contain_text('not "heavy"')
    axe(page)
    page.get_by_label("Weight", exact=True).fill("2")
    expect(page.locator("li[aria-current] .share")).to_contain_text("2 · 25%")
    expect(page.locator("[id$=--weight--errors]")).to_be_empty()
    expect(page.locator("#piece-notes").get_by_text("unequal-without-rationale")).to_have_count(1)
    page.get_by_label("Why this weight").fill("Models are this job's daily work.")
    expect(page.locator("#piece-notes").get_by_text("unequal-without-rationale")).to_have_count(0)
    first = page.locator(".question").first.get_attribute("data-path")
    page.locator(".question .grip").first.drag_to(page.locator(".question").nth(1))
    expect(page.locator("#say")).to_contain_text("is now number 2 of")
    expect(page.locator(".question").nth(1)).to_have_attribute("data-path", first or "")
    page.get_by_role("link", name="Publish").click()
    page.get_by_label("Why this version?").fill("Models weigh more here.")
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Version 1 is published. It never changes.")).to_be_visible()
    version = Version.objects.latest("pk")
    expect(page.locator(".mark")).to_have_text(version.fingerprint)
    assert read(version.text).criteria[0].weight == 2


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_write_and_publish_by_keyboard_alone(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """Focus, Alt and arrows, Enter and typing are enough to move, add, write and publish; focus is never lost."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/frameworks")
    page.locator("#go-frameworks").focus()
    press(page, "Alt+ArrowUp")
    expect(page.locator("#say")).to_have_text("Controls the ML framework is now number 1 of 4.")
    expect(page.locator("#go-frameworks")).to_be_focused()
    page.locator("#down-frameworks").focus()
    press(page, "Enter")
    expect(page.locator("#say")).to_have_text("Controls the ML framework is now number 2 of 4.")
    expect(page.locator("#down-frameworks")).to_be_focused()
    page.locator("#add-question").focus()
    press(page, "Enter")
    expect(page.get_by_label("Ask", exact=True).last).to_be_focused()
    page.keyboard.type("Which call of the framework surprised you last?")
    saved(page, 5)
    assert "Which call of the framework surprised you last?" in text_of(card)
    page.locator("#add-criterion summary").focus()
    press(page, "Enter")
    page.locator("#new-name").focus()
    page.keyboard.type("Cares for the bill")
    press(page, "Enter")
    page.wait_for_url("**cares-for-the-bill**")
    expect(page.get_by_role("heading", name="Cares for the bill")).to_be_visible()
    page.get_by_role("link", name="Publish", exact=True).focus()
    press(page, "Enter")
    page.get_by_label("Why is it published all the same?").focus()
    page.keyboard.type("The new row is written up next week.")
    page.get_by_role("button", name="Publish version 1").focus()
    press(page, "Enter")
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    assert (
        read(Version.objects.latest("pk").text).criterion("cares-for-the-bill").name == "Cares for the bill"
    )


def test_enter_in_a_field_saves_and_moves_nothing(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """Enter in a field saves; it never presses the first move button of the page."""
    world, card = studio
    before = [each.id for each in read(text_of(card)).criteria]
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/frameworks")
    page.get_by_label("Criterion", exact=True).fill("Masters the framework")
    press(page, "Enter")
    saved(page, 2)
    after = read(text_of(card))
    assert [each.id for each in after.criteria] == before
    assert after.criterion("frameworks").name == "Masters the framework"


def test_typing_is_saved_before_a_link_is_followed(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """Following a link right after typing saves first."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/frameworks")
    page.get_by_label("What it means here").fill("Typed a moment ago.")
    page.locator("#go-stages").click()
    expect(
        page.get_by_role("heading", name="Who rates what").or_(page.get_by_text("Who rates what"))
    ).to_be_visible()
    assert "definition: Typed a moment ago." in text_of(card)


def test_the_matrix_counts_raters_while_ticking(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """Unticking a criterion counts its raters at once and names it before publishing."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=stages")
    box = page.locator('input[name="stages/ways-of-working/criteria"][value="curiosity"]')
    expect(page.locator('[data-raters="curiosity"]')).to_have_text("2")
    box.uncheck()
    expect(page.locator('[data-raters="curiosity"]')).to_have_text("0")
    expect(page.locator("#piece-notes")).to_contain_text("No stage rates")
    assert "curiosity" not in read(text_of(card)).stage("ways-of-working").criteria


def test_two_editors_see_both_texts(
    studio: tuple[World, Scorecard], visit: Visit, axe: Axe, troubles: list[str]
) -> None:
    """The later of two editors is stopped, shown both texts and chooses; the first one's text is not overwritten."""
    world, card = studio
    path = f"/studio/{card.pk}/edit/?part=criteria/framing"
    first, second = visit(world.admin, path), visit(world.manager, path)
    first.get_by_label("What it means here").fill("From the first editor.")
    saved(first, 2)
    second.get_by_label("What it means here").fill("From the second editor.")
    expect(second.get_by_role("alert")).to_contain_text("Admin Adeyemi saved this draft")
    assert "From the first editor." in text_of(card)
    second.get_by_role("button", name="Look at it").click()
    expect(second.get_by_role("heading", name="Two texts of one draft")).to_be_visible()
    expect(second.locator("tr.theirs")).to_contain_text("From the first editor.")
    expect(second.locator("tr.yours")).to_contain_text("From the second editor.")
    axe(second)
    second.get_by_role("button", name="Save my text").click()
    expect(second.locator("#text")).to_have_value(text_of(card))
    assert "From the second editor." in text_of(card)
    # The browser notes the two answers that said 409, and nothing else.
    assert [note for note in troubles if "409" not in note] == []
    troubles.clear()


def test_a_lost_connection_loses_nothing(
    studio: tuple[World, Scorecard], visit: Visit, troubles: list[str]
) -> None:
    """Without a connection the page says so and keeps the text; back on line it is saved by itself."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/framing")
    page.context.set_offline(True)
    page.get_by_label("What it means here").fill("Written in a tunnel.")
    expect(page.locator("#status")).to_contain_text("Not saved")
    page.context.set_offline(False)
    saved(page, 2)
    assert "Written in a tunnel." in text_of(card)
    assert [note for note in troubles if "ERR_INTERNET_DISCONNECTED" not in note] == []
    troubles.clear()


def test_a_removal_is_undone(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """A removed criterion comes back with everything that pointed at it."""
    world, card = studio
    before = text_of(card)
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/framing")
    page.get_by_role("button", name="Remove this criterion").click()
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator("#go-framing")).to_be_visible()
    saved(page, 3)
    assert text_of(card) == before


def test_yaml_shows_an_error_at_its_line_while_typing(studio: tuple[World, Scorecard], visit: Visit) -> None:
    """An error in the YAML marks its line, is told beside it, leads there, and goes when it is mended."""
    world, card = studio
    page = visit(world.manager, f"/studio/{card.pk}/yaml/")
    text = page.locator("#text").input_value()
    page.locator("#text").fill(text.replace("bar: 3.4", "bar: high"))
    line = text[: text.index("bar: 3.4")].count("\n") + 1
    expect(page.locator("#gutter .problem")).to_have_count(1)
    expect(page.locator("#gutter li").nth(line - 1)).to_have_class("problem")
    expect(page.locator("#piece-notes")).to_contain_text(f"Line {line}, column")
    page.get_by_role("button", name="Go there").click()
    expect(page.locator("#text")).to_be_focused()
    saved(page, 2)
    page.locator("#text").fill(text)
    expect(page.locator("#gutter .problem")).to_have_count(0)
    saved(page, 3)
    assert text_of(card) == text


def test_forms_work_without_script(
    studio: tuple[World, Scorecard], chromium: object, live_server: object
) -> None:
    """With scripts switched off, the same form saves, moves and leads to publishing."""
    from tests.browser.conftest import sign_in

    world, card = studio
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    sign_in(context, world.manager, live_server.url)
    page = context.new_page()
    page.goto(f"/studio/{card.pk}/edit/?part=criteria/frameworks")
    page.get_by_label("Criterion", exact=True).fill("Masters the framework")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Masters the framework")).to_have_count(1)
    page.locator("#up-frameworks").click(force=True)
    expect(page.get_by_text("Masters the framework is now number 1 of 4.").first).to_be_visible()
    assert read(text_of(card)).criteria[0].id == "frameworks"
    context.close()

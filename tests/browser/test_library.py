"""The library in Chromium: find a criterion and add it, write it out, take a newer version; axe; without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from evenbar.panel.studio import actions
from evenbar.panel.studio.models import Draft, Scorecard
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from tests.browser.conftest import PHONE, WIDE, Visit, sign_in
from tests.panel.building import World, make_version, make_world
from tests.panel.studio.conftest import shelf

__all__ = ["shelf"]

Axe = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
CARD = library.text("ml-engineer-senior")
LONG = (
    "Principal machine-learning engineer for recommendations, ranking and Verantwortungsübernahmebereitschaft"
)


@pytest.fixture
def senior(transactional_db: None) -> tuple[World, Scorecard]:
    """The world, and a draft that takes eight criteria from the library."""
    world = make_world()
    text = CARD.replace("Senior machine-learning engineer in eight criteria", LONG)
    return world, actions.create_scorecard(
        actor=world.manager, title=LONG, text=text, origin="library: ml-engineer-senior"
    )


def text_of(card: Scorecard) -> str:
    return Draft.objects.get(scorecard=card).text


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_every_page_is_accessible_and_fits(  # noqa: PLR0917 - fixtures
    size: tuple[int, int],
    scheme: str,
    senior: tuple[World, Scorecard],
    shelf: Callable[..., None],
    visit: Visit,
    axe: Axe,
    shoot: Shoot,
) -> None:
    """axe finds nothing on any page of the library or where it is told of, with long names, with nothing found."""
    world, card = senior
    version = make_version(world.admin, text=CARD)
    shelf("framing", ("Starts from an algorithm.", "Starts from a model at hand."))
    page = visit(world.manager, "/studio/library/", size=size, scheme=scheme)
    for name, path in {
        "shelf": f"/studio/library/?draft={card.pk}",
        "search": "/studio/library/?q=model&kind=design&minutes=15",
        "nothing": "/studio/library/?q=pelican",
        "wrong": "/studio/library/?minutes=none",
        "criterion": f"/studio/library/criteria/ai-judgement/1/?draft={card.pk}",
        "older": f"/studio/library/criteria/framing/1/?draft={card.pk}",
        "packaged": "/studio/library/scorecards/llm-engineer/",
        "new": "/studio/new/",
        "scorecard": f"/studio/{card.pk}/",
        "included": f"/studio/{card.pk}/edit/?part=criteria/framing",
        "version": f"/studio/versions/{version.pk}/",
    }.items():
        page.goto(path)
        for part in page.locator("main details").all():
            part.evaluate("part => part.setAttribute('open', '')")
        shoot(page, f"{size[0]}-{scheme}-library-{name}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_criterion_is_found_and_added_from_within_a_draft(
    senior: tuple[World, Scorecard], visit: Visit
) -> None:
    """From the list of criteria to the library, by words to a criterion, with questions into the draft, and back."""
    world, card = senior
    before = text_of(card)
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/framing")
    page.get_by_role("link", name="From the library", exact=True).click()
    page.get_by_label("Words").fill("delegated")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Uses AI tools with judgement", exact=True).click()
    expect(page.get_by_role("heading", name="What each level looks like")).to_be_visible()
    boxes = page.locator(".choose input")
    expect(page.locator(".choose input:checked")).to_have_count(3)
    for box in boxes.all()[2:]:
        box.uncheck()
    page.get_by_role("button", name="Add to").click()
    expect(page.get_by_text("added from the library at version 1")).to_be_visible()
    expect(page.locator("#go-ai-judgement")).to_be_visible()
    assert len(read(text_of(card)).criterion("ai-judgement").questions) == 2
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator("#go-ai-judgement")).to_have_count(0)
    assert text_of(card) == before


def test_words_are_written_out_and_the_change_is_taken_back(
    senior: tuple[World, Scorecard], visit: Visit
) -> None:
    """Locked words open when they are written out, what is lost is said before, and one click undoes it."""
    world, card = senior
    before = text_of(card)
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/framing")
    expect(page.get_by_label("What it means here")).not_to_be_editable()
    page.get_by_label("Weight", exact=True).fill("3")
    expect(page.locator("#status")).to_contain_text("Draft saved")
    expect(page.locator("input[name=revision]")).to_have_value("2")
    page.get_by_text("Change its words").click()
    expect(page.get_by_text("What is lost:")).to_be_visible()
    page.get_by_role("button", name="Write it out").click()
    expect(page.get_by_label("What it means here")).to_be_editable()
    page.get_by_label("What it means here").fill("Our own words.")
    expect(page.locator("input[name=revision]")).to_have_value("4")
    row = read(text_of(card)).criterion("framing")
    assert (row.definition, row.include, row.weight) == ("Our own words.", None, 3)
    assert read(before).criterion("framing").anchors == row.anchors


def test_the_newer_version_is_taken_in_the_draft(
    senior: tuple[World, Scorecard], shelf: Callable[..., None], visit: Visit
) -> None:
    """The note of a criterion tells what changes here, the button takes it, and undo brings the older back."""
    world, card = senior
    before = text_of(card)
    shelf("framing", ("Starts from an algorithm.", "Starts from a model at hand."))
    page = visit(world.manager, f"/studio/{card.pk}/edit/?part=criteria/framing")
    page.get_by_text("What version 2 changes here").click()
    expect(page.locator(".included ins")).to_contain_text("Starts from a model at hand.")
    page.get_by_role("button", name="Take version 2 of").click()
    expect(page.get_by_text("From the library at version 2.")).to_be_visible()
    assert read(text_of(card)).criterion("framing").include == "framing@2"
    page.locator("#toast button").click()
    expect(page.get_by_text("version 2 is newer")).to_be_visible()
    assert text_of(card) == before


def test_all_of_it_works_without_script_and_by_keyboard(
    senior: tuple[World, Scorecard], chromium: Browser, live_server: object
) -> None:
    """With scripts switched off, Tab and Enter search, add one question and undo it."""
    world, card = senior
    before = text_of(card)
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)  # type: ignore[attr-defined]
    sign_in(context, world.manager, live_server.url)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"/studio/library/?draft={card.pk}")
    page.get_by_label("Words").focus()
    page.keyboard.type("stock replacement")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="A grocery delivery service tells you").focus()
    page.keyboard.press("Enter")
    page.locator("#q-missed-appointments summary").focus()
    page.keyboard.press("Enter")
    page.locator("#q-missed-appointments button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("minutes was added to Frames a business problem for ML")).to_be_visible()
    assert read(text_of(card)).criterion("framing").question("missed-appointments").ask
    page.get_by_role("button", name="Undo the last change").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert text_of(card) == before
    context.close()

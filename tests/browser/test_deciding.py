"""The journeys of deciding in Chromium: debrief and decide, by mouse and by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evenbar.panel.deciding.models import Decision, RatingAfterDebrief
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.panel.building import World, make_world, seal

Axe = Callable[[Page], None]


@pytest.fixture
def sealed_world(transactional_db: None) -> World:
    """Everybody has sealed; framing is apart by two, deployment misses its minimum."""
    world = make_world()
    seal(
        world.assignment(world.ada), {"framing": 4, "deployment": 2}, note="Clear on costs, thin on rollback."
    )
    seal(world.assignment(world.ben), {"framing": 2, "deployment": "not-reached"})
    seal(world.assignment(world.cleo), {"framing": 3, "collaboration": 4})
    return world


def test_from_ready_to_signed_by_mouse(
    sealed_world: World, visit: Visit, axe: Axe, troubles: list[str]
) -> None:
    """Today shows the candidate as ready; plan, open, read evidence, sign; the decision stands."""
    page = visit(sealed_world.manager, "/")
    axe(page)
    page.get_by_role("link", name="Plan the debrief").click()
    page.get_by_role("button", name="Plan it").click()
    axe(page)
    page.get_by_role("button", name="Open the debrief").click()
    expect(page.get_by_role("heading", name="Talk about these first")).to_be_visible()
    page.get_by_role("link", name="Frames the problem, Ada Interviewer: level 4").click()
    expect(
        page.get_by_text(f"evidence {sealed_world.assignment(sealed_world.ada).pk} on framing")
    ).to_be_visible()
    page.get_by_role("link", name="Record decision").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Why, in a sentence or two").fill("Production is the heart of the role.")
    page.get_by_role("button", name="Sign as Hana Manager").click()
    expect(page.get_by_role("alert")).to_contain_text("Frames the problem, Deploys and monitors")
    troubles.clear()  # the browser reports the refused form itself as a console error
    expect(page.get_by_label("Why, in a sentence or two")).to_have_value(
        "Production is the heart of the role."
    )
    page.get_by_label("Frames the problem").fill("Ada saw the costs named unprompted.")
    page.get_by_label("Deploys and monitors").fill("Redeploying the old image is no rollback.")
    page.get_by_label("Ben Interviewer disagrees, because").fill("One question was not enough.")
    axe(page)
    page.get_by_role("button", name="Sign as Hana Manager").click()
    expect(page.get_by_role("heading", name="Decision on Priya Candidate")).to_be_visible()
    expect(page.get_by_text("One question was not enough.")).to_be_visible()
    axe(page)
    assert Decision.objects.get().signed_by == sealed_world.manager


def test_from_ready_to_signed_by_keyboard_alone(sealed_world: World, visit: Visit) -> None:
    """The same without a pointer: tab to each thing, type, press Enter."""
    page = visit(sealed_world.manager, "/")
    tab_to(page, "Plan the debrief")
    enter(page)
    tab_to(page, "Plan it")
    enter(page)
    tab_to(page, "Open the debrief")
    enter(page)
    tab_to(page, "Record decision")
    enter(page)
    tab_to(page, "Advance")
    page.keyboard.press("ArrowDown")  # make an offer
    page.keyboard.press("ArrowDown")  # no
    for label, text in (
        ("Why, in a sentence or two", "Production is the heart."),
        ("Frames the problem", "Named the costs."),
        ("Deploys and monitors", "No rollback."),
    ):
        tab_to(page, label)
        page.keyboard.type(text)
    tab_to(page, "Sign as Hana Manager")
    enter(page)
    expect(page.get_by_role("heading", name="Decision on Priya Candidate")).to_be_visible()
    assert Decision.objects.get().outcome == "no"


def test_rating_again_after_the_talk_stands_beside(sealed_world: World, visit: Visit, axe: Axe) -> None:
    """Ben rates framing again; the matrix shows both, the score stays."""
    manager = visit(sealed_world.manager, f"/applications/{sealed_world.application.pk}/debriefs/new/")
    manager.get_by_role("button", name="Plan it").click()
    manager.get_by_role("button", name="Open the debrief").click()
    score = manager.locator(".score").inner_text()
    manager.wait_for_url("**/debriefs/*/")
    page = visit(sealed_world.ben, manager.url)
    page.get_by_role("link", name=re.compile("Rate again.*Frames the problem")).click()
    axe(page)
    page.get_by_label("4", exact=True).check()
    page.get_by_label("What in the discussion changed it").fill("I had missed the cost table.")
    page.get_by_role("button", name="Keep it beside the first").click()
    expect(page.locator(".score")).to_have_text(score)
    expect(page.locator(".matrix .later")).to_have_text("→ 4")
    assert RatingAfterDebrief.objects.get().level == 4


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_debrief_pages_are_accessible_and_never_wider_than_the_screen(
    sealed_world: World, visit: Visit, axe: Axe, size: tuple[int, int], scheme: str
) -> None:
    """Debrief, decide, packet and comparison at both widths, in light and dark."""
    page = visit(
        sealed_world.manager,
        f"/applications/{sealed_world.application.pk}/debriefs/new/",
        size=size,
        scheme=scheme,
    )
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Open the debrief").click()
    expect(page.get_by_role("heading", name="Ratings", exact=True)).to_be_visible()
    address = page.url
    for path in (
        address,
        address + "decide/",
        address + "packet/",
        f"/openings/{sealed_world.opening.pk}/compare/",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def enter(page: Page) -> None:
    """Press Enter on what leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name has the focus; fail after two hundred presses."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const e = document.activeElement;
                 const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
                 return (label || e.getAttribute('aria-label') || e.innerText || '').trim(); }"""
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"The Tab key never reached {name!r}.")

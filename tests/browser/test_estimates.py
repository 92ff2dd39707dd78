"""Scores after severity in Chromium: they arrive on a page that waits, and can be read by everybody everywhere."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.panel.building import World, make_world
from tests.panel.deciding.seasons import compute, season

Axe = Callable[[Page], None]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def world(transactional_db: None) -> World:
    """An opening with eight settled candidates; nothing is computed yet."""
    return make_world()


def test_a_score_arrives_on_the_debrief_that_waits_for_it(world: World, visit: Visit, axe: Axe) -> None:
    """Nobody reloads. On a phone and in the dark it fits and reads as well."""
    [debrief, *_] = season(world, 8)
    path = reverse("deciding:debrief", args=[debrief.pk])
    page = visit(world.manager, path)
    card = page.locator("#estimate")
    expect(card.get_by_role("status")).to_contain_text("Being computed")
    axe(page)
    compute()
    expect(card.get_by_role("img", name="Score after interviewers' severity")).to_be_visible()
    expect(card.get_by_text("Chance of being above the bar")).to_be_visible()
    expect(card.get_by_role("status")).to_have_count(0)
    axe(page)
    phone = visit(world.manager, path, size=PHONE, scheme="dark")
    expect(phone.locator("#estimate").get_by_text("80 %").first).to_be_visible()
    assert not phone.evaluate(SIDEWAYS)
    axe(phone)


def test_candidates_are_compared_with_their_uncertainty_by_keyboard(
    world: World, visit: Visit, axe: Axe
) -> None:
    """Say how many will be hired, read the chances, ask for the order by score, open the table twin."""
    season(world, 8)
    path = reverse("deciding:compare", args=[world.opening.pk])
    page = visit(world.manager, path)
    compute()
    expect(page.locator("figure")).to_have_count(2)
    field = page.get_by_label("How many will be hired")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("the chance of being in the top 3").first).to_be_visible()
    page.get_by_role("link", name="Order by score").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("In the order of the score after severity")).to_be_visible()
    expect(page.get_by_label("How many will be hired")).to_have_value("3")
    twin = page.get_by_text("The same as a table").first
    twin.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Note").first).to_be_visible()
    axe(page)
    phone = visit(world.manager, f"{path}?order=score", size=PHONE, scheme="dark")
    expect(phone.locator("figure")).to_have_count(2)
    assert not phone.evaluate(SIDEWAYS)
    axe(phone)

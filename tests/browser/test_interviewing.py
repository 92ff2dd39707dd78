"""The interview kit in a real browser: by mouse, by keyboard alone, and through everything that can go wrong."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from evenbar.panel.interviewing.models import Draft, Rating, SealedScorecard
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.models import Assignment
from tests.browser.conftest import PHONE, Visit
from tests.panel.building import World, make_world

import pytest


@pytest.fixture
def world(transactional_db: None) -> World:
    """The usual world, in a database that the live server shares."""
    return make_world()


def kit_of(assignment: Assignment) -> str:
    return reverse("interviewing:kit", args=[assignment.pk])


def saved(page: Page) -> None:
    expect(page.locator("#state")).to_have_attribute("data-state", "saved")


def write(page: Page, text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_an_interview_by_keyboard_alone(visit: Visit, world: World) -> None:
    """From the first note to the sealed scorecard no pointer is needed."""
    page = visit(world.ada, kit_of(world.assignment(world.ada)))
    page.keyboard.press("n")
    write(page, "Asked who acts on the score #fra")
    page.keyboard.press("Enter")
    write(page, "Small talk")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.keyboard.press("j")
    page.keyboard.press("q")
    write(page, "Noticed by a customer's call")
    page.keyboard.press("Alt+u")
    page.keyboard.press("Alt+a")
    page.keyboard.press("Alt+2")
    saved(page)
    body = Draft.objects.get().body
    assert body["ratings"] == {"framing": 4, "deployment": 2}
    print(body)

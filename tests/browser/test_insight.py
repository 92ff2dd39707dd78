"""Insight in the browser: numbers come by themselves, choices stay in the address, all of it by keyboard."""

import re
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from evenbar.panel.work import running
from tests.browser.conftest import PHONE, Visit
from tests.panel.building import make_world
from tests.panel.insight.panels import make_panel

pytestmark = pytest.mark.django_db(transaction=True)


def compute() -> None:
    """What the process beside the server does, in a thread of its own."""

    def drain() -> None:
        try:
            running.drain(running.new_worker())
        finally:
            connection.close()

    thread = threading.Thread(target=drain)
    thread.start()
    thread.join()


def test_numbers_come_by_themselves_and_choices_by_keyboard_stay_in_the_address(visit: Visit) -> None:
    world = make_world()
    panel = make_panel(world)
    make_panel(world, title="Second", seed=8)
    page = visit(world.manager, "/insight/interviewers/")
    expect(page.get_by_text("The numbers are being computed.")).to_be_visible()
    compute()
    expect(page.locator("#severity")).to_be_visible()
    expect(page.locator("#rests-on")).to_contain_text("48 candidates")
    page.get_by_label("Opening").focus()
    page.keyboard.press("P")
    expect(page).to_have_url(re.compile(f"opening={panel.opening.pk}"))
    compute()
    expect(page.locator("#rests-on")).to_contain_text("24 candidates")
    assert page.evaluate("document.activeElement.id") == "id_opening"
    page.locator("summary", has_text="The same as a table").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="Sever Strictwood").first).to_be_visible()
    page.get_by_role("link", name="Reliability", exact=True).click()
    expect(page).to_have_url(re.compile(f"opening={panel.opening.pk}"))
    expect(page.get_by_role("heading", name="How far the scores can be relied on")).to_be_visible()


def test_at_390_pixels_parts_that_share_nobody_and_empty_pages_are_whole(
    visit: Visit, axe: Callable[[Page], None]
) -> None:
    world = make_world()
    page = visit(world.manager, "/insight/interviewers/", size=PHONE, scheme="dark")
    expect(page.get_by_text("There is nothing to estimate from yet.")).to_be_visible()
    make_panel(world, candidates=12)
    names = ("Una Other", "Vik Other", "Wes Other")
    make_panel(world, title="Far", names=names, severity=(0, 0, 0), candidates=12, seed=8)
    page.reload()
    compute()
    expect(page.get_by_role("heading", name="Parts that share nobody")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    axe(page)

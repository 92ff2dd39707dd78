"""Journeys that cross apps: the ledger by keyboard alone, a second factor, going back, a wrong file, a calendar file.

Writing and publishing, opening and scheduling, interviewing, debriefing and deciding are in the files of their apps.
"""

from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from evenbar.panel.hiring.models import Application
from evenbar.panel.ledger.actions import record
from evenbar.panel.people.models import Role
from tests.browser.conftest import Visit
from tests.browser.test_hiring import press_to
from tests.panel.building import PASSWORD, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_ledger_is_verified_by_keyboard_alone(visit: Visit) -> None:
    """Tab and Enter lead compliance from Today to the ledger and on to its verification."""
    reader = make_user("Cora Compliance", Role.COMPLIANCE)
    with transaction.atomic():
        record(reader, "test.done", "row:1", step=1)
    page = visit(reader, "/")
    press_to(page, page.get_by_role("link", name="Ledger", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()
    press_to(page, page.get_by_role("link", name="Verify the chain"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The chain holds")).to_be_visible()


def test_an_authenticator_app_is_set_up_under_the_strict_policy(visit: Visit) -> None:
    """The picture of the secret is shown, no policy is broken, and a right code turns the second step on."""
    user = make_user("Ada Adeyemi", Role.INTERVIEWER)
    page = visit(None, "/account/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.goto(reverse("mfa_activate_totp"))
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    picture = page.locator("main img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("main input[readonly]").first.input_value().replace(" ", "")
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_a_calendar_file_is_downloaded(visit: Visit) -> None:
    """An interviewer takes the interview into a calendar."""
    world = make_world()
    page = visit(world.ada, reverse("scheduling:interview", args=[world.design.pk]))
    with page.expect_download() as download:
        page.get_by_role("link", name="For your calendar").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith("BEGIN:VCALENDAR")
    assert "Priya" not in download.value.suggested_filename


def test_a_wrong_file_is_refused_in_a_sentence(visit: Visit) -> None:
    """A picture where a list of candidates belongs imports nobody and says what to choose."""
    world = make_world()
    page = visit(world.manager, reverse("hiring:import-candidates", args=[world.opening.pk]))
    before = Application.objects.count()
    picture = {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\x00\xff\xfe"}
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="Show what is in it").click()
    expect(page.get_by_text("is not UTF-8. Save the file as")).to_be_visible()
    assert Application.objects.count() == before


def test_going_back_after_adding_somebody_adds_nobody_twice(visit: Visit) -> None:
    """The back button shows the form again; going forward sends nothing."""
    world = make_world()
    page = visit(world.manager, reverse("hiring:new-candidate", args=[world.opening.pk]))
    page.get_by_label("Name").fill("Mara Öst")
    page.get_by_role("button", name="Add the candidate").click()
    expect(page.get_by_role("heading", name="Mara Öst")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Add the candidate")).to_be_enabled()
    page.go_forward()
    page.reload()
    expect(page.get_by_role("heading", name="Mara Öst")).to_be_visible()
    assert Application.objects.filter(candidate__name="Mara Öst").count() == 1

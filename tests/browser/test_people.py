"""Signing in, passkeys, people and the ledger in a real browser: by mouse, by keyboard, light, dark and on a phone."""

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, expect

from evenbar.panel.ledger.actions import record
from evenbar.panel.people.models import Role, User
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.panel.building import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin(transactional_db: None) -> User:
    return make_user("Admin Adeyemi", Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_the_pages_of_people_are_accessible(  # noqa: PLR0917 - fixtures
    admin: User,
    visit: Visit,
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], object],
    size: tuple[int, int],
    scheme: str,
) -> None:
    """Axe finds nothing on any page of people and ledger, and none is wider than the screen."""
    with transaction.atomic():
        record(admin, "test.done", "row:1", step=1)
    page = visit(None, "/account/login/", size=size, scheme=scheme)
    axe(page)
    shoot(page, f"sign-in-{size[0]}-{scheme}")
    page = visit(admin, "/people/", size=size, scheme=scheme)
    for path in (
        "/people/",
        "/people/invite/",
        f"/people/{admin.pk}/",
        "/ledger/",
        "/ledger/verification/",
        "/account/2fa/",
        "/account/sessions/",
        "/account/logout/",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path


def test_the_keyboard_alone_signs_in_and_out(admin: User, visit: Visit) -> None:
    """Typing, Tab and Enter open the session and, from the account's menu, end it."""
    page = visit(None, "/people/")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(admin.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.locator("details.account summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_without_a_password(admin: User, visit: Visit) -> None:
    """A device's passkey is added under the strict policy, and then opens a session by itself."""
    page = visit(None, "/account/login/")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.get_by_label("E-mail").fill(admin.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Signs me in without the password").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("main")).to_contain_text("The passkey is added.")
    page.goto("/account/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("passkey")
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"/$"))
    expect(page.locator("details.account summary")).to_have_text(admin.name)


def test_a_passkey_that_is_not_there_is_said_in_the_page(admin: User, visit: Visit) -> None:
    """Without any passkey on the device the page says so instead of staying silent."""
    page = visit(None, "/account/login/")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey_trouble")).to_contain_text("The passkey was not used")


def test_an_administrator_verifies_the_ledger(admin: User, visit: Visit) -> None:
    """From the ledger to its verification by mouse; after tampering the page names the line."""
    with transaction.atomic():
        record(admin, "test.done", "row:1", step=1)
    page = visit(admin, "/ledger/")
    page.get_by_role("link", name="Verify the chain").click()
    expect(page.get_by_role("heading", name="The chain holds")).to_be_visible()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_line SET actor = 99 WHERE number = 1")
    page.reload()
    expect(page.get_by_role("heading", name="The chain is broken")).to_be_visible()
    expect(page.get_by_role("listitem").first).to_contain_text("Line 1 does not fit its seal")


def test_an_invitation_by_keyboard(admin: User, visit: Visit) -> None:
    """Keyboard alone: name, e-mail, a role, and the link that is shown opens the account."""
    page = visit(admin, "/people/")
    page.get_by_role("link", name="Invite somebody").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Name").focus()
    page.keyboard.type("Nora New")
    page.keyboard.press("Tab")
    page.keyboard.type("nora@example.org")
    page.get_by_label(re.compile("^Interviewer")).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Make the invitation").focus()
    page.keyboard.press("Enter")
    link = page.get_by_label("One-time link, shown only now").input_value()
    guest = visit(None, link[link.index("/people/join/") :])
    guest.get_by_label("Password").fill("correct horse battery staple")
    guest.get_by_role("button", name="Join").click()
    expect(guest.locator("details.account summary")).to_have_text("Nora New")

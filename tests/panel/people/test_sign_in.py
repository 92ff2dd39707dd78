"""Signing in: rate limits, closed doors, passwords, second factors, and the ledger's lines about them."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from evenbar.panel.headers import POLICY
from evenbar.panel.ledger.models import Line
from evenbar.panel.people import actions
from evenbar.panel.people.models import Role, User
from tests.panel.building import PASSWORD, World
from tests.panel.conftest import SignedIn
from tests.panel.people.test_pages import assert_keeps_policy, sign_in

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Rate limits live in the database's cache; each test begins without any."""
    cache.clear()
    yield
    cache.clear()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_in_is_recorded_and_failing_is_not(world: World) -> None:
    """A sign-in adds one line; a wrong password adds none."""
    before = Line.objects.count()
    client = Client()
    sign_in(client, world.ada.email, "wrong")
    assert (is_in(client), Line.objects.count()) == (False, before)
    sign_in(client, world.ada.email)
    assert is_in(client)
    [line] = Line.objects.filter(number__gt=before)
    assert (line.actor, line.action, line.facts) == (world.ada.pk, "people.signed-in", {"how": "form"})


def test_the_e_mail_may_be_written_in_any_case(world: World) -> None:
    """ADA@EXAMPLE.ORG is ada@example.org."""
    client = Client()
    sign_in(client, world.ada.email.upper())
    assert is_in(client)


def test_five_wrong_passwords_close_an_account_to_passwords_for_a_while(world: World) -> None:
    """After five failures on one account, from five addresses, even the right password is refused; others are not."""
    for number in range(5):
        answer = sign_in(Client(), world.ada.email, f"wrong {number}", REMOTE_ADDR=f"203.0.113.{number}")
        assert answer.status_code == 200
    client = Client()
    answer = sign_in(client, world.ada.email, REMOTE_ADDR="203.0.113.99")
    assert not is_in(client)
    assert "Too many failed" in answer.content.decode()
    other = Client()
    sign_in(other, world.ben.email, REMOTE_ADDR="203.0.113.99")
    assert is_in(other)


def test_ten_wrong_passwords_close_an_address_for_a_while(world: World) -> None:
    """After ten failures from one address, on ten accounts, the address is refused; another address is not."""
    for number in range(10):
        sign_in(Client(), f"nobody{number}@example.org", "wrong", REMOTE_ADDR="203.0.113.7")
    client = Client()
    sign_in(client, world.ada.email, REMOTE_ADDR="203.0.113.7")
    assert not is_in(client)
    sign_in(client, world.ada.email, REMOTE_ADDR="203.0.113.8")
    assert is_in(client)


def test_a_made_up_forwarding_header_does_not_change_the_address(world: World) -> None:
    """Outside a proxy, X-Forwarded-For is not believed: the limit counts the connection's own address."""
    for number in range(10):
        extra = {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        sign_in(Client(), f"nobody{number}@example.org", "wrong", **extra)
    client = Client()
    sign_in(client, world.ada.email, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.200")
    assert not is_in(client)


def test_sixty_tries_a_minute_from_one_address_meet_a_calm_page(world: World) -> None:
    """The sixty-first form in a minute is answered 429, in the product's own look."""
    answers = [sign_in(Client(), "not an address", "x", REMOTE_ADDR="203.0.113.7") for _ in range(61)]
    assert answers[59].status_code == 200
    assert answers[60].status_code == 429
    assert "Too many tries" in answers[60].content.decode()
    assert_keeps_policy(answers[60])


def test_an_unknown_address_is_answered_like_a_known_one(world: World) -> None:
    """A wrong password and an unknown e-mail get the same page; so does the reset of either."""

    def strip(answer: HttpResponse, email: str) -> str:
        html = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", answer.content.decode())
        return html.replace(email, "")

    known = strip(sign_in(Client(), world.ada.email, "wrong"), world.ada.email)
    unknown = strip(sign_in(Client(), "nobody@example.org", "wrong"), "nobody@example.org")
    assert known == unknown
    reset = [
        Client().post("/account/password/reset/", {"email": e})
        for e in (world.ada.email, "nobody@example.org")
    ]
    assert reset[0].headers["Location"] == reset[1].headers["Location"]
    assert [letter.to for letter in mail.outbox] == [[world.ada.email]]


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "confirm-email/x/",
        "password/set/",
        "login/code/confirm/",
        "3rdparty/",
    ],
)
def test_doors_that_the_product_does_not_have_are_closed(world: World, path: str) -> None:
    """Sign-up, e-mail management and social accounts are 404 for strangers and for accounts."""
    assert SignedIn(world.ada).get(f"/account/{path}").status_code == 404
    assert Client().get(f"/account/{path}").status_code in {302, 404}
    form = {"email": "eve@example.org", "password1": PASSWORD}
    assert Client().post("/account/signup/", form).status_code == 404
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_password_is_reset_by_e_mail_once(world: World) -> None:
    """The letter's link sets a new password, ends the open sessions and works once; the ledger says so."""
    elsewhere = Client()
    sign_in(elsewhere, world.ada.email)
    Client().post("/account/password/reset/", {"email": world.ada.email})
    [letter] = mail.outbox
    assert letter.subject == "Choose a new password for Evenbar"
    assert world.ada.name in letter.body
    [path] = re.findall(r"https?://[^/]+(/\S+)", letter.body)
    client = Client()
    page = client.get(path, follow=True)
    assert_keeps_policy(page)
    form = {"password1": "a new long pass phrase", "password2": "a new long pass phrase"}
    target = page.redirect_chain[-1][0]
    assert_keeps_policy(client.post(target, form | {"password2": "another"}))
    done = client.post(target, form, follow=True)
    assert "The password is changed" in done.content.decode()
    assert_keeps_policy(done)
    assert elsewhere.get("/people/").status_code == 302
    assert Line.objects.order_by("-number").values_list("action", flat=True)[0] == "people.password-reset"
    over = Client().get(path, follow=True)
    assert "This link is over" in over.content.decode()
    again = Client()
    sign_in(again, world.ada.email, "a new long pass phrase")
    assert is_in(again)


def test_no_reset_for_guests_the_invited_and_the_closed(world: World) -> None:
    """Nobody without a password of their own gets a reset letter; an account with one does."""
    guest = actions.create_guest(world.recruiter, "gus@example.org", "Gus")
    invited, _ = actions.invite(world.admin, "nora@example.org", "Nora", [Role.INTERVIEWER])
    closed = actions.deactivate(world.admin, world.ben)
    made_up = actions.create_account(None, "robin@pellmarsh.example", "Robin", [], fiction="Made up.")
    for user in (guest, invited, closed, made_up):
        Client().post("/account/password/reset/", {"email": user.email})
    assert mail.outbox == []
    Client().post("/account/password/reset/", {"email": world.ada.email})
    assert len(mail.outbox) == 1


def test_a_changed_password_signs_other_devices_out(world: World) -> None:
    """The browser that changes the password stays; every other one is out; the ledger has a line."""
    here, there = Client(), Client()
    sign_in(here, world.ada.email)
    sign_in(there, world.ada.email)
    form = {
        "oldpassword": PASSWORD,
        "password1": "a new long pass phrase",
        "password2": "a new long pass phrase",
    }
    here.post("/account/password/change/", form)
    assert here.get(f"/people/{world.ada.pk}/").status_code == 200
    assert there.get(f"/people/{world.ada.pk}/").status_code == 302
    assert Line.objects.order_by("-number").values_list("action", flat=True)[0] == "people.password-changed"


def test_guests_have_no_account_pages(world: World) -> None:
    """A guest cannot add a passkey, an app or a password that would outlive the interview's link."""
    guest = SignedIn(actions.create_guest(world.recruiter, "gus@example.org", "Gus"))
    for path in (
        "password/change/",
        "2fa/",
        "2fa/webauthn/add/",
        "2fa/totp/activate/",
        "sessions/",
        "reauthenticate/",
    ):
        assert guest.get(f"/account/{path}").status_code == 404, path
        assert SignedIn(world.ada).get(f"/account/{path}").status_code in {200, 302}, path


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_an_authenticator_app_becomes_the_second_step(
    world: World, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    """Once the app is on, the password alone does not let in, a wrong code neither, the right one does."""
    client = Client()
    sign_in(client, world.ada.email)
    reauthenticated = client.post(
        "/account/reauthenticate/?next=/account/2fa/totp/activate/", {"password": PASSWORD}
    )
    assert reauthenticated.status_code == 302
    page = client.get("/account/2fa/totp/activate/")
    html = page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].replace("img-src 'self' data:", "img-src 'self'") == POLICY
    [secret] = re.findall(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', html)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/account/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    assert "people.second-factor-added" in Line.objects.values_list("action", flat=True)
    again = Client()
    assert sign_in(again, world.ada.email).headers["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(again)
    step = again.get("/account/2fa/authenticate/")
    assert_keeps_policy(step)
    again.post("/account/2fa/authenticate/", {"code": "000000"})
    assert not is_in(again)
    cache.clear()  # a code is good once; forget that it was used to switch the app on
    again.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert is_in(again)


def test_every_account_page_keeps_the_policy(world: World) -> None:
    """Sign-in, password, passkey, app, codes and devices: strict header, nothing inline, the product's frame."""
    for path in (
        "login/",
        "password/reset/",
        "password/reset/done/",
        "inactive/",
        "password/reset/key/done/",
    ):
        page = Client().get(f"/account/{path}")
        assert page.status_code == 200, path
        assert_keeps_policy(page)
        assert 'class="brand"' in page.content.decode()
    client = Client()
    sign_in(client, world.ada.email)
    assert_keeps_policy(client.get("/account/reauthenticate/"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = re.findall(
        r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"',
        client.get("/account/2fa/totp/activate/").content.decode(),
    )[0]
    client.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    for path in (
        "logout/",
        "password/change/",
        "2fa/",
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "2fa/reauthenticate/",
        "sessions/",
    ):
        page = client.get(f"/account/{path}")
        assert page.status_code == 200, path
        assert_keeps_policy(page)
        assert 'class="brand"' in page.content.decode()


def test_signing_out_needs_a_form(world: World) -> None:
    """A link to the sign-out page asks first; only the form signs out."""
    client = SignedIn(world.ada)
    client.get("/account/logout/")
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)


def test_the_limit_holds_until_its_time_is_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six minutes after the failures the right password lets in again."""
    for number in range(5):
        sign_in(Client(), world.ada.email, "wrong", REMOTE_ADDR=f"203.0.113.{number}")
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 361)
    client = Client()
    sign_in(client, world.ada.email, REMOTE_ADDR="203.0.113.99")
    assert is_in(client)

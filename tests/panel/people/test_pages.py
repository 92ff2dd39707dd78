"""The pages of people: who reaches which, what they change, and that they keep the policy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from evenbar.panel.headers import POLICY
from evenbar.panel.people import actions, links
from evenbar.panel.people.models import Role, User
from tests.panel.building import PASSWORD, World, make_user
from tests.panel.conftest import SignedIn

pytestmark = pytest.mark.django_db

INLINE = re.compile(r"\sstyle=|\son\w+=|<style|javascript:", re.IGNORECASE)


def assert_keeps_policy(response: HttpResponse) -> None:
    """The page sends the strict policy and has no script, style or handler of its own in it."""
    assert response.headers["Content-Security-Policy"] == POLICY
    html = response.content.decode()
    assert not INLINE.search(html), INLINE.search(html)
    for attributes in re.findall(r"<script\b([^>]*)>", html):
        assert "src=" in attributes or 'type="application/json"' in attributes
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", html)


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    return client.post("/account/login/", {"login": email, "password": password}, **extra)


def test_only_administrators_see_the_accounts(world: World) -> None:
    """For everyone but administrators the accounts, the invitation page and others' accounts do not exist."""
    guest = actions.create_guest(world.recruiter, "g@example.org", "Gus")
    pages = [
        reverse("people:accounts"),
        reverse("people:invite"),
        reverse("people:account", args=[world.ben.pk]),
    ]
    for name, user in {**world.everyone, "guest": guest}.items():
        for page in pages:
            own = name == "ben" and page == pages[2]
            expected = 200 if name == "admin" or own else 404
            assert SignedIn(user).get(page).status_code == expected, (name, page)
    for page in pages:
        assert Client().get(page).status_code == 302


def test_no_other_role_changes_anything_by_posting(world: World) -> None:
    """A forged form of somebody who is not an administrator is a 404 and changes nothing."""
    client = SignedIn(world.ada)
    pk = world.ben.pk
    for name, args, data in [
        ("invite", [], {"name": "X", "email": "x@example.org", "roles": ["administrator"]}),
        ("roles", [world.ada.pk], {"roles": ["administrator"]}),
        ("deactivate", [pk], {}),
        ("sign-out-everywhere", [pk], {}),
        ("account", [pk], {"name": "Renamed", "time_zone": "UTC"}),
    ]:
        assert client.post(reverse(f"people:{name}", args=args), data).status_code == 404, name
    ben = User.objects.get(pk=pk)
    assert (ben.name, ben.is_active, ben.session_round) == (world.ben.name, True, 0)
    assert not User.objects.filter(email="x@example.org").exists()


def test_an_administrator_does_not_rename_others(world: World) -> None:
    """Name and time zone belong to the person."""
    page = reverse("people:account", args=[world.ada.pk])
    assert SignedIn(world.admin).post(page, {"name": "X", "time_zone": "UTC"}).status_code == 404


def test_an_invitation_from_the_page_arrives_and_lets_in(world: World) -> None:
    """The page shows the link once, the e-mail holds it, and it signs the invited person in with that password."""
    form = {"name": "Nora New", "email": "nora@example.org", "roles": ["interviewer", "recruiter"]}
    shown = SignedIn(world.admin).post(reverse("people:invite"), form)
    assert_keeps_policy(shown)
    [url] = re.findall(r'value="(http[^"]+/people/join/[^"]+)"', shown.content.decode())
    [letter] = mail.outbox
    assert letter.to == ["nora@example.org"]
    assert url in letter.body
    path = url.removeprefix("http://localhost:8000")
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert_keeps_policy(page)
    joined = client.post(path, {"name": "Nora New", "password": PASSWORD, "time_zone": "Europe/Paris"})
    assert joined.status_code == 302
    assert client.get(reverse("people:accounts")).status_code == 404  # signed in, as no administrator
    assert sign_in(Client(), "nora@example.org").status_code == 302
    assert Client().get(path).status_code == 404  # the link is over
    assert_keeps_policy(Client().get(path))


def test_a_mail_server_that_fails_leaves_the_link(
    world: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the e-mail cannot be sent the page says so and still shows the link."""

    def refuse(*_args: object, **_options: object) -> int:
        raise ConnectionRefusedError("no mail server here")

    monkeypatch.setattr("evenbar.panel.people.mail.send_mail", refuse)
    form = {"name": "Nora", "email": "nora@example.org", "roles": ["interviewer"]}
    shown = SignedIn(world.admin).post(reverse("people:invite"), form).content.decode()
    assert "could not be sent" in shown
    assert "/people/join/" in shown


def test_without_a_mail_server_the_page_says_where_the_letter_went(world: World, settings: Any) -> None:
    """The console is no mail server: the inviter is told to hand the link over."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    form = {"name": "Nora", "email": "nora@example.org", "roles": ["interviewer"]}
    shown = SignedIn(world.admin).post(reverse("people:invite"), form).content.decode()
    assert "No mail server is set up" in shown
    assert "is on its way" not in shown


def test_withdrawing_from_the_page_ends_the_link(world: World) -> None:
    """A withdrawn invitation leaves the list, and its link opens nothing."""
    user, url = actions.invite(world.admin, "nora@example.org", "Nora", [Role.INTERVIEWER])
    client = SignedIn(world.admin)
    assert "Nora" in client.get(reverse("people:accounts")).content.decode()
    invitation = user.invitations.get()
    assert client.post(reverse("people:withdraw-invitation", args=[invitation.pk])).status_code == 302
    assert Client().get(url.removeprefix("http://localhost:8000")).status_code == 404


def test_signing_out_everywhere_ends_every_session_but_the_asking_one(world: World) -> None:
    """A second device is signed out at once, whoever asked; the browser that asked for its own account stays."""
    here, there = Client(), Client()
    sign_in(here, world.ada.email)
    sign_in(there, world.ada.email)
    own = reverse("people:account", args=[world.ada.pk])
    assert there.get(own).status_code == 200
    here.post(reverse("people:sign-out-everywhere", args=[world.ada.pk]))
    assert here.get(own).status_code == 200
    assert there.get(own).status_code == 302
    SignedIn(world.admin).post(reverse("people:sign-out-everywhere", args=[world.ada.pk]))
    assert here.get(own).status_code == 302


def test_closing_an_account_ends_its_sessions(world: World) -> None:
    """A closed account is out at the next request and cannot come back in; opened again, it can."""
    client = Client()
    sign_in(client, world.ada.email)
    own = reverse("people:account", args=[world.ada.pk])
    assert client.get(own).status_code == 200
    admin = SignedIn(world.admin)
    admin.post(reverse("people:deactivate", args=[world.ada.pk]))
    assert client.get(own).status_code == 302
    sign_in(client, world.ada.email)
    assert client.get(own).status_code == 302
    admin.post(reverse("people:deactivate", args=[world.ada.pk]))
    sign_in(client, world.ada.email)
    assert client.get(own).status_code == 200


def test_the_first_administrator_page_works_once() -> None:
    """The terminal's link opens a form that makes the administrator and signs it in; then it is over."""
    path = links.make_first_administrator_link().removeprefix("http://localhost:8000")
    client = Client()
    assert_keeps_policy(client.get(path))
    form = {"name": "First", "email": "first@example.org", "password": PASSWORD, "time_zone": "UTC"}
    assert client.post(path, form).status_code == 302
    assert client.get(reverse("people:accounts")).status_code == 200
    assert Client().get(path).status_code == 404
    assert Client().post(path, form | {"email": "second@example.org"}).status_code == 404
    assert User.objects.count() == 1


def test_pages_keep_the_policy(world: World) -> None:
    """Every page of people for an administrator has the header and nothing inline."""
    actions.invite(world.admin, "nora@example.org", "Nora", [Role.INTERVIEWER])
    client = SignedIn(world.admin)
    for page in [
        reverse("people:accounts"),
        reverse("people:invite"),
        reverse("people:account", args=[world.admin.pk]),
        reverse("people:account", args=[world.ada.pk]),
        reverse("ledger:lines"),
        reverse("ledger:verification"),
    ]:
        response = client.get(page)
        assert response.status_code == 200, page
        assert_keeps_policy(response)
    refused = client.post(reverse("people:deactivate", args=[world.admin.pk]))
    assert refused.status_code == 409
    assert "only administrator" in refused.content.decode()
    assert_keeps_policy(refused)


def test_the_list_of_accounts_needs_few_queries(world: World, django_assert_max_num_queries: object) -> None:
    """With 12 accounts and with 260, the list stays within 10 queries."""
    client = SignedIn(world.admin)
    with django_assert_max_num_queries(10):
        client.get(reverse("people:accounts"))
    for number in range(250):
        make_user(f"Person {number}", Role.INTERVIEWER)
    with django_assert_max_num_queries(10):
        assert "Person 249" in client.get(reverse("people:accounts")).content.decode()


@pytest.fixture
def demo(settings: object) -> Iterator[None]:
    """The addresses as they are in the demo."""
    import importlib

    from django.urls import clear_url_caches

    import evenbar.panel.people.urls as people_urls
    from evenbar.panel import urls

    def reload() -> None:
        importlib.reload(people_urls)
        importlib.reload(urls)
        clear_url_caches()

    settings.DEMO = True
    reload()
    yield
    settings.DEMO = False
    reload()


def local() -> Client:
    """A browser on the machine that the demo runs on."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1")


def test_one_click_signs_in_a_made_up_person(world: World, demo: None) -> None:
    """In the demo a click signs in as somebody made up, the first of them offered as the start."""
    robin = actions.create_account(
        None, "robin@pellmarsh.example", "Robin", [Role.INTERVIEWER], fiction="Interviews now."
    )
    actions.create_account(
        None, "maren@pellmarsh.example", "Maren", [Role.ADMINISTRATOR], fiction="Keeps accounts."
    )
    client = local()
    page = client.get(reverse("people:demo-sign-in"))
    html = page.content.decode()
    assert_keeps_policy(page)
    assert (
        html.index("Start here")
        < html.index("Robin")
        < html.index("Or as somebody else")
        < html.index("Maren")
    )
    assert client.post(reverse("people:demo-sign-in"), {"account": robin.pk}).status_code == 302
    assert client.get(reverse("people:account", args=[robin.pk])).status_code == 200


def test_one_click_never_signs_in_a_real_account(world: World, demo: None) -> None:
    """Even in the demo an account that is not made up is neither offered nor signed in."""
    actions.create_account(
        None, "robin@pellmarsh.example", "Robin", [Role.INTERVIEWER], fiction="Interviews now."
    )
    client = local()
    assert "Ada" not in client.get(reverse("people:demo-sign-in")).content.decode()
    for attempt in (str(world.admin.pk), "", "0", "x"):
        assert client.post(reverse("people:demo-sign-in"), {"account": attempt}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "elsewhere", [{"SERVER_NAME": "localhost", "REMOTE_ADDR": "203.0.113.9"}, {"SERVER_NAME": "testserver"}]
)
def test_one_click_is_answered_on_this_machine_alone(
    world: World, demo: None, elsewhere: dict[str, str]
) -> None:
    """From another machine, or under a public name, the demo's page does not exist."""
    robin = actions.create_account(None, "robin@pellmarsh.example", "Robin", [], fiction="Interviews now.")
    client = Client(**elsewhere)
    assert client.get(reverse("people:demo-sign-in")).status_code == 404
    assert client.post(reverse("people:demo-sign-in"), {"account": robin.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_there_is_no_one_click(world: World) -> None:
    """Outside the demo the address is not routed, with made-up people in the store or without."""
    robin = actions.create_account(None, "robin@pellmarsh.example", "Robin", [], fiction="Interviews now.")
    with pytest.raises(NoReverseMatch):
        reverse("people:demo-sign-in")
    assert local().post("/people/demo/", {"account": robin.pk}).status_code in {302, 404}
    client = local()
    client.post("/people/demo/", {"account": robin.pk})
    assert "_auth_user_id" not in client.session

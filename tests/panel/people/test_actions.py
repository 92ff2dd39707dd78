"""Accounts, invitations, roles and sessions: who may do what, and one line in the ledger for each."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from evenbar.panel.ledger.models import Line
from evenbar.panel.people import actions, links, visibility
from evenbar.panel.people.models import Invitation, OrganisationRole, Role, User
from evenbar.panel.refusal import Refused
from tests.panel.building import PASSWORD, World, make_user

pytestmark = pytest.mark.django_db


def token_of(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[1]


def lines_of(call: Callable[[], object]) -> list[Line]:
    """The lines that a call adds to the ledger."""
    before = Line.objects.count()
    call()
    return list(Line.objects.filter(number__gt=before))


def test_every_action_writes_exactly_one_line_without_names(world: World) -> None:
    """Each action of people adds one line, and no line holds a name or an e-mail."""
    _, url = actions.invite(world.admin, "nora.new@example.org", "Nora New", [Role.INTERVIEWER])
    gone, _ = actions.invite(world.admin, "gregor.gone@example.org", "Gregor Gone", [Role.INTERVIEWER])
    calls: dict[str, Callable[[], object]] = {
        "people.account-created": lambda: actions.create_account(
            world.admin, "a@example.org", "Anna Added", []
        ),
        "people.invited": lambda: actions.invite(world.admin, "b@example.org", "Bo Invited", [Role.ANALYST]),
        "people.joined": lambda: actions.accept_invitation(token_of(url), PASSWORD),
        "people.guest-created": lambda: actions.create_guest(world.recruiter, "g@example.org", "Gus Guest"),
        "people.roles-set": lambda: actions.set_roles(world.admin, world.ada, [Role.RECRUITER]),
        "people.deactivated": lambda: actions.deactivate(world.admin, world.ada),
        "people.reactivated": lambda: actions.reactivate(world.admin, world.ada),
        "people.signed-out-everywhere": lambda: actions.sign_out_everywhere(world.ben, world.ben),
        "people.profile-set": lambda: actions.set_profile(world.ben, "Benedict New", "Asia/Tokyo"),
        "people.invitation-withdrawn": lambda: actions.withdraw_invitation(
            world.admin, gone.invitations.get()
        ),
    }
    for action, call in calls.items():
        assert [line.action for line in lines_of(call)] == [action]
    written = " ".join(f"{line.subject} {line.facts}" for line in Line.objects.all())
    for private in ("Nora", "Gus", "Benedict", "@", "example.org"):
        assert private not in written


def test_whoever_opens_roles_invites_new_interviewers_and_nobody_else(world: World) -> None:
    """A hiring manager brings in a new interviewer or trainee; no higher role, and no new key to an old account."""
    user, _ = actions.invite(world.manager, "new@example.org", "Nora New", [Role.INTERVIEWER, Role.TRAINEE])
    for role in set(Role) - {Role.INTERVIEWER, Role.TRAINEE}:
        with pytest.raises(PermissionDenied):
            actions.invite(world.manager, "other@example.org", "Other", [Role.INTERVIEWER, role])
    for known in (user.email, world.admin.email):
        with pytest.raises(Refused, match="is known here"):
            actions.invite(world.manager, known, "Again", [Role.INTERVIEWER])
    with pytest.raises(PermissionDenied):
        actions.invite(world.ada, "other@example.org", "Other", [Role.INTERVIEWER])


@pytest.mark.parametrize(
    "who", ["recruiter", "manager", "ada", "trainee", "outsider", "analyst", "compliance"]
)
def test_only_administrators_keep_accounts(world: World, who: str) -> None:
    """No other role opens, invites, withdraws, changes, closes or signs out somebody else."""
    actor = world.everyone[who]
    _, url = actions.invite(world.admin, "nora@example.org", "Nora New", [Role.INTERVIEWER])
    invitation = Invitation.objects.get(token_digest=links.digest_of(token_of(url)))
    attempts: list[Callable[[], object]] = [
        lambda: actions.create_account(actor, "x@example.org", "X", []),
        lambda: actions.invite(actor, "y@example.org", "Y", [Role.ADMINISTRATOR]),
        lambda: actions.withdraw_invitation(actor, invitation),
        lambda: actions.set_roles(actor, actor, [Role.ADMINISTRATOR]),
        lambda: actions.deactivate(actor, world.admin),
        lambda: actions.reactivate(actor, world.ben),
        lambda: actions.sign_out_everywhere(actor, world.admin),
    ]
    before = Line.objects.count()
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert Line.objects.count() == before
    assert not visibility.is_administrator(User.objects.get(pk=actor.pk))


def test_a_closed_administrator_can_do_nothing(world: World) -> None:
    """An administrator whose account was closed a moment ago is refused like everyone else."""
    other = make_user("Other Admin", Role.ADMINISTRATOR)
    closed = actions.deactivate(world.admin, other)
    with pytest.raises(PermissionDenied):
        actions.create_account(closed, "x@example.org", "X", [])


def test_an_invitation_opens_once(world: World) -> None:
    """The link sets the password once; used again it is refused and changes nothing."""
    user, url = actions.invite(world.admin, "Nora@Example.org", "Nora New", [Role.INTERVIEWER])
    assert not user.has_joined
    joined = actions.accept_invitation(token_of(url), PASSWORD, name="Nora Newly", time_zone="Europe/Berlin")
    assert (joined.name, joined.email, joined.time_zone) == (
        "Nora Newly",
        "nora@example.org",
        "Europe/Berlin",
    )
    assert joined.check_password(PASSWORD)
    with pytest.raises(Refused, match="used, withdrawn or has expired"):
        actions.accept_invitation(token_of(url), "another good password")
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


@pytest.mark.usefixtures("passwords_at_full_cost")
def test_passwords_are_kept_with_argon2(world: World) -> None:
    """What is stored of a password is an argon2 hash that took two passes over 19 MiB of memory or more."""
    user = actions.create_account(world.admin, "n@example.org", "Nora", [], password=PASSWORD)
    assert user.password.startswith("argon2$argon2id$")
    cost = dict(part.split("=") for part in user.password.split("$")[3].split(","))
    assert int(cost["m"]) >= 19 * 1024
    assert int(cost["t"]) >= 2
    assert user.check_password(PASSWORD)


def test_an_invitation_ends_after_seven_days_or_when_withdrawn(world: World) -> None:
    """Six days later the link still holds; after seven, or once withdrawn, it opens nothing."""
    now = timezone.now()
    for days, holds in ((6.9, True), (7.1, False)):
        _, url = actions.invite(
            world.admin, f"n{days}@example.org", "Nora", [Role.INTERVIEWER], at=now - timedelta(days=days)
        )
        assert (visibility.usable_invitation(token_of(url)) is not None) is holds
    user, url = actions.invite(world.admin, "w@example.org", "Wim", [Role.INTERVIEWER])
    actions.withdraw_invitation(world.admin, user.invitations.get())
    with pytest.raises(Refused):
        actions.accept_invitation(token_of(url), PASSWORD)
    assert not User.objects.get(pk=user.pk).is_active


def test_only_the_digest_of_a_link_is_kept(world: World) -> None:
    """The token of an invitation stands nowhere in its row."""
    user, url = actions.invite(world.admin, "n@example.org", "Nora", [Role.INTERVIEWER])
    row = Invitation.objects.filter(user=user).values().get()
    assert token_of(url) not in str(row)
    assert row["token_digest"] == links.digest_of(token_of(url))


def test_inviting_again_ends_the_earlier_link(world: World) -> None:
    """The second invitation of somebody who has not joined is the one that works."""
    _, first = actions.invite(world.admin, "n@example.org", "Nora", [Role.INTERVIEWER])
    user, second = actions.invite(world.admin, "n@example.org", "Nora Again", [Role.RECRUITER])
    assert visibility.usable_invitation(token_of(first)) is None
    assert visibility.usable_invitation(token_of(second)) is not None
    assert set(OrganisationRole.objects.filter(user=user).values_list("role", flat=True)) == {"recruiter"}


def test_an_existing_account_is_not_invited_again(world: World) -> None:
    """Inviting an account that has joined is refused and leaves its roles alone."""
    with pytest.raises(Refused, match="already has an account"):
        actions.invite(world.admin, world.ada.email, "Impostor", [Role.ADMINISTRATOR])
    assert not visibility.is_administrator(User.objects.get(pk=world.ada.pk))


def test_the_last_administrator_can_neither_close_nor_demote_themselves(world: World) -> None:
    """Alone, an administrator keeps account and role; an invited one who has not joined does not count."""
    actions.invite(world.admin, "second@example.org", "Second", [Role.ADMINISTRATOR])
    for attempt in (
        lambda: actions.deactivate(world.admin, world.admin),
        lambda: actions.set_roles(world.admin, world.admin, [Role.RECRUITER]),
        lambda: actions.deactivate(None, world.admin),
    ):
        with pytest.raises(Refused, match="only administrator"):
            attempt()
    make_user("Other Admin", Role.ADMINISTRATOR)
    assert not actions.deactivate(world.admin, world.admin).is_active


def test_a_guest_gets_no_roles_and_no_second_account(world: World) -> None:
    """A guest is found again by e-mail, gets no roles, and nobody with an account becomes a guest."""
    guest = actions.create_guest(world.recruiter, "gus@example.org", "Gus Guest")
    assert actions.create_guest(world.manager, "Gus@example.org", "Gus") == guest
    with pytest.raises(Refused, match="guest has no roles"):
        actions.set_roles(world.admin, guest, [Role.INTERVIEWER])
    with pytest.raises(Refused, match="has an account here"):
        actions.create_guest(world.recruiter, world.ada.email, "Ada")
    with pytest.raises(PermissionDenied):
        actions.create_guest(guest, "friend@example.org", "Friend")


@pytest.mark.parametrize(
    ("email", "name", "zone", "sentence"),
    [
        ("not an address", "Nora", "UTC", "is not an e-mail address"),
        ("n@example.org", "  ", "UTC", "A name has 1 to 120"),
        ("n@example.org", "N" * 121, "UTC", "A name has 1 to 120"),
        ("n@example.org", "Nora\x00", "UTC", "A name has 1 to 120"),
        ("n@example.org", "Nora", "Mars/Olympus", "is not a time zone"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    world: World, email: str, name: str, zone: str, sentence: str
) -> None:
    """A bad e-mail, name or time zone gets its own sentence, and no account."""
    with pytest.raises(Refused, match=sentence):
        actions.create_account(world.admin, email, name, [], time_zone=zone)
    assert not User.objects.filter(email="n@example.org").exists()


def test_a_weak_password_is_refused(world: World) -> None:
    """A password that is short, common or made of the name is refused, and the invitation stays open."""
    _, url = actions.invite(world.admin, "nora@example.org", "Nora Nachtigall", [Role.INTERVIEWER])
    for weak in ("short", "password123", "noranachtigall"):
        with pytest.raises(Refused, match="password"):
            actions.accept_invitation(token_of(url), weak)
    assert visibility.usable_invitation(token_of(url)) is not None


def test_the_first_administrator_comes_by_the_link_once() -> None:
    """The terminal's link makes one administrator; after that it is worth nothing, and so is a forged one."""
    token = token_of(links.make_first_administrator_link())
    with pytest.raises(Refused):
        actions.create_first_administrator(token + "x", "eve@example.org", "Eve", PASSWORD)
    first = actions.create_first_administrator(token, "first@example.org", "First", PASSWORD)
    assert visibility.is_administrator(first)
    assert [line.action for line in Line.objects.all()] == ["people.first-administrator"]
    with pytest.raises(Refused, match="used or has expired"):
        actions.create_first_administrator(token, "second@example.org", "Second", PASSWORD)
    assert User.objects.count() == 1


def test_the_first_administrators_link_ends_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day later the same link opens nothing, even while there is no administrator."""
    token = token_of(links.make_first_administrator_link())
    assert visibility.first_administrator_link_holds(token)
    monkeypatch.setattr(links, "FIRST_ADMINISTRATOR_HOURS", -1)
    assert not visibility.first_administrator_link_holds(token)

"""Every write among people: accounts, invitations, roles, sessions. Signing in is in signing_in.py.

`actor` is the account that acts; None is the system itself: the command line and the demo, which own the machine.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people import entry, links, visibility
from evenbar.panel.people.models import Invitation, OrganisationRole, Role, User
from evenbar.panel.refusal import Refused

INVITATION_DAYS = 7


@transaction.atomic
def create_account(  # noqa: PLR0917 - the contract of those who call it
    actor: User | None,
    email: str,
    name: str,
    roles: Iterable[Role | str],
    time_zone: str = "UTC",
    password: str | None = None,
    *,
    fiction: str = "",
) -> User:
    """Open an account; `fiction` marks a made-up person. Administrators may. Ledger: roles, digest of the e-mail."""
    _require_administrator(actor)
    user = _new_user(email=email, name=name, time_zone=time_zone, fiction=fiction)
    if password is not None:
        entry.set_password(user, password)
    chosen = _write_roles(user, roles)
    record(
        actor, "people.account-created", user, email=digest(user.email), roles=chosen, fictional=bool(fiction)
    )
    return user


@transaction.atomic
def invite(
    actor: User | None, email: str, name: str, roles: Iterable[Role | str], at: datetime | None = None
) -> tuple[User, str]:
    """Open an account and make its one-time link. Ledger: invitation, roles, digest of e-mail.

    Administrators may; whoever opens roles may invite somebody new as interviewer or trainee. Who was invited by
    an administrator before and has not joined gets a new link; the earlier one ends.
    """
    wanted = {Role(role) for role in roles}
    _require_inviter(actor, wanted)
    user = User.objects.select_for_update().filter(email=entry.clean_email(email)).first()
    if user is None:
        user = _new_user(email=email, name=name)
    elif actor is not None and not visibility.is_administrator(actor):
        raise Refused(
            f"{user.email} is known here: {user.name}. Choose them from the list instead of inviting again."
        )
    elif user.has_joined or user.is_guest or user.fiction:
        raise Refused(
            f"{user.email} already has an account: {user.name}. Change its roles instead of inviting it again."
        )
    else:
        user.name, user.is_active = entry.clean_name(name), True
        user.save(update_fields=["name", "is_active"])
    chosen = _write_roles(user, wanted)
    invitation, url = _new_invitation(actor, user, at=at)
    record(actor, "people.invited", invitation, account=user.pk, email=digest(user.email), roles=chosen)
    return user, url


@transaction.atomic
def withdraw_invitation(actor: User | None, invitation: Invitation) -> Invitation:
    """Make an unused link worthless and close its account. Administrators may. Ledger: invitation and account."""
    _require_administrator(actor)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.used_at:
        raise Refused("This invitation has been used. Close the account instead.")
    if not invitation.withdrawn_at:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        User.objects.filter(pk=invitation.user_id).update(is_active=False)
        record(actor, "people.invitation-withdrawn", invitation, account=invitation.user_id)
    return invitation


@transaction.atomic
def accept_invitation(token: str, password: str, *, name: str = "", time_zone: str = "") -> User:
    """Use a link once: set the password, name and time zone. Whoever holds the link may. Ledger: the account joined."""
    found = visibility.usable_invitation(token)
    invitation = found and Invitation.objects.select_for_update().select_related("user").get(pk=found.pk)
    if invitation is None or invitation.used_at or invitation.withdrawn_at:
        raise Refused(
            "This invitation has been used, withdrawn or has expired. Ask whoever invited you for a new one."
        )
    user = invitation.user
    user.name, user.time_zone = (
        entry.clean_name(name or user.name),
        entry.clean_time_zone(time_zone or user.time_zone),
    )
    user.joined_at = invitation.used_at = timezone.now()
    entry.set_password(user, password)
    user.save()
    invitation.save(update_fields=["used_at"])
    record(user, "people.joined", user, invitation=invitation.pk)
    return user


@transaction.atomic
def create_first_administrator(
    token: str, email: str, name: str, password: str, *, time_zone: str = "UTC"
) -> User:
    """Open the first account. Whoever holds the link from the terminal may, while there is no administrator."""
    if not visibility.first_administrator_link_holds(token):
        raise Refused("This link has been used or has expired. Start `evenbar serve` again to get a new one.")
    user = _new_user(email=email, name=name, time_zone=time_zone)
    entry.set_password(user, password)
    chosen = _write_roles(user, [Role.ADMINISTRATOR])
    record(user, "people.first-administrator", user, roles=chosen)
    # Writing the ledger line queued us behind anyone who used the same link at the same moment: look again.
    if visibility.administrators().exclude(pk=user.pk).exists():
        raise Refused("Somebody else has used this link just now. Sign in, or ask them for an invitation.")
    return user


@transaction.atomic
def create_guest(actor: User, email: str, name: str) -> User:
    """Open a guest account for one interview, or find it again. Who schedules may. Ledger: digest of e-mail."""
    if not actor.is_active or actor.is_guest:
        raise PermissionDenied
    user = User.objects.select_for_update().filter(email=entry.clean_email(email)).first()
    if user is not None and not user.is_guest:
        raise Refused(
            f"{user.email} has an account here. Choose {user.name} as an interviewer instead of sending a guest link."
        )
    if user is None:
        user = _new_user(email=email, name=name, is_guest=True)
        record(actor, "people.guest-created", user, email=digest(user.email))
    return user


@transaction.atomic
def set_roles(actor: User | None, user: User, roles: Iterable[Role | str]) -> User:
    """Replace an account's organisation roles. Administrators may. Ledger: roles before and after."""
    _require_administrator(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    before = sorted(visibility.organisation_roles(user))
    chosen = sorted({Role(role) for role in roles})
    if user.is_guest:
        raise Refused("A guest has no roles. Invite this person to an account of their own first.")
    if Role.ADMINISTRATOR in before and Role.ADMINISTRATOR not in chosen:
        _require_another_administrator(user)
    if before != chosen:
        _write_roles(user, chosen)
        record(actor, "people.roles-set", user, before=[*map(str, before)], after=[*map(str, chosen)])
    return User.objects.get(pk=user.pk)


@transaction.atomic
def deactivate(actor: User | None, user: User) -> User:
    """Close an account; what it has written stays. Administrators may. Ledger: the account."""
    _require_administrator(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        if visibility.is_administrator(user):
            _require_another_administrator(user)
        user.is_active = False
        user.session_round += 1
        user.save(update_fields=["is_active", "session_round"])
        now = timezone.now()
        user.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
        record(actor, "people.deactivated", user)
    return user


@transaction.atomic
def reactivate(actor: User | None, user: User) -> User:
    """Open a closed account again. Administrators may. Ledger: the account."""
    _require_administrator(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(actor, "people.reactivated", user)
    return user


@transaction.atomic
def sign_out_everywhere(actor: User | None, user: User) -> User:
    """End every session of an account. The account itself and administrators may. Ledger: the account."""
    if actor is None or actor.pk != user.pk:
        _require_administrator(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.session_round += 1
    user.save(update_fields=["session_round"])
    record(actor, "people.signed-out-everywhere", user)
    return user


@transaction.atomic
def set_profile(actor: User, name: str, time_zone: str) -> User:
    """Change one's own name and time zone. Ledger: the account and a digest of the name."""
    user = User.objects.select_for_update().get(pk=actor.pk)
    user.name, user.time_zone = entry.clean_name(name), entry.clean_time_zone(time_zone)
    user.save(update_fields=["name", "time_zone"])
    record(actor, "people.profile-set", user, name=digest(user.name), time_zone=user.time_zone)
    return user


def _require_administrator(actor: User | None) -> None:
    if actor is not None and not (actor.is_active and visibility.is_administrator(actor)):
        raise PermissionDenied


def _require_inviter(actor: User | None, roles: set[Role]) -> None:
    """A new link is a new key to an account, so only administrators make one for an account that exists."""
    opens = actor is not None and actor.is_active and visibility.may_open_openings(actor)
    if not (opens and roles <= {Role.INTERVIEWER, Role.TRAINEE}):
        _require_administrator(actor)


def _require_another_administrator(user: User) -> None:
    others = visibility.administrators().exclude(pk=user.pk).select_for_update()
    if not others:
        raise Refused(f"{user.name} is the only administrator. Make somebody else administrator first.")


def _new_user(*, email: str, name: str, time_zone: str = "UTC", **fields: Any) -> User:
    email = entry.clean_email(email)
    if User.objects.filter(email=email).exists():
        raise Refused(f"{email} already has an account.")
    return User.objects.create_user(
        email, entry.clean_name(name), time_zone=entry.clean_time_zone(time_zone), **fields
    )


def _new_invitation(actor: User | None, user: User, *, at: datetime | None) -> tuple[Invitation, str]:
    now = at or timezone.now()
    user.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    token = links.make_token()
    invitation = Invitation.objects.create(
        user=user,
        token_digest=links.digest_of(token),
        created_by=actor,
        created_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    return invitation, links.address_of("people:join", token)


def _write_roles(user: User, roles: Iterable[Role | str]) -> list[str]:
    chosen = sorted({Role(role) for role in roles})
    OrganisationRole.objects.filter(user=user).delete()
    OrganisationRole.objects.bulk_create(OrganisationRole(user=user, role=role) for role in chosen)
    return [str(role) for role in chosen]

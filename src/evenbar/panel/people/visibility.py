"""Who may see and do what among people: organisation roles, accounts, invitations.

Roles on one opening are added to these by hiring.visibility.roles_on.
"""

import ipaddress
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from evenbar.panel.ledger.visibility import READERS
from evenbar.panel.people import links
from evenbar.panel.people.models import Invitation, OrganisationRole, Role, User

# Whose work is the whole organisation's hiring, not one opening's.
EVERY_OPENING = frozenset({Role.ADMINISTRATOR, Role.RECRUITER})


def organisation_roles(user: Any) -> frozenset[Role]:
    """The roles that an account holds for the whole organisation; read once per request and account."""
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "_organisation_roles"):
        rows = OrganisationRole.objects.filter(user=user).values_list("role", flat=True)
        user._organisation_roles = frozenset(Role(row) for row in rows)
    held: frozenset[Role] = user._organisation_roles
    return held


def is_administrator(user: Any) -> bool:
    """Users, single sign-on, retention, backups."""
    return Role.ADMINISTRATOR in organisation_roles(user)


def may_read_ledger(user: Any) -> bool:
    """Administrators and compliance officers."""
    return bool(organisation_roles(user) & READERS)


def may_write_scorecards(user: Any) -> bool:
    """Whoever opens roles: administrators, recruiters, hiring managers."""
    return bool(organisation_roles(user) & {Role.ADMINISTRATOR, Role.RECRUITER, Role.HIRING_MANAGER})


def may_open_openings(user: Any) -> bool:
    """Whoever may write scorecards may open a role on one."""
    return may_write_scorecards(user)


def accounts_for(user: Any) -> QuerySet[User]:
    """Administrators see all accounts, everyone else only their own."""
    return User.objects.all() if is_administrator(user) else User.objects.filter(pk=user.pk)


def invitations_for(user: Any) -> QuerySet[Invitation]:
    """Administrators see open invitations."""
    open_ones = Invitation.objects.filter(used_at=None, withdrawn_at=None).select_related(
        "user", "created_by"
    )
    return open_ones if is_administrator(user) else open_ones.none()


def usable_invitation(token: str) -> Invitation | None:
    """The invitation that a link's token opens: unused, not withdrawn, not expired, its account not closed."""
    return (
        Invitation.objects.select_related("user", "created_by")
        .filter(token_digest=links.digest_of(token), used_at=None, withdrawn_at=None)
        .filter(expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )


def administrators() -> QuerySet[User]:
    """Accounts that can act as administrator: not closed, and come in by themselves or belong to the demo."""
    able = User.objects.filter(is_active=True, organisation_roles__role=Role.ADMINISTRATOR)
    return able.exclude(password__startswith="!", fiction="")  # noqa: S106 - how Django marks an unusable one


def first_administrator_link_holds(token: str) -> bool:
    """Whether the terminal's link is young and there is no administrator yet."""
    return links.is_young_first_administrator_token(token) and not administrators().exists()


def demo_accounts() -> QuerySet[User]:
    """The made-up people of the demo, the one to begin with first; none outside the demo."""
    made_up = User.objects.filter(is_active=True).exclude(fiction="").prefetch_related("organisation_roles")
    return made_up.order_by("pk") if settings.DEMO else made_up.none()


def is_demo_on_this_machine(request: HttpRequest) -> bool:
    """Whether one-click sign-in may answer: the demo runs, and it is asked from this machine by a local name."""
    host = request.get_host().rsplit(":", 1)[0]
    return settings.DEMO and is_loopback(host) and is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    host = host.strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def holds_the_demo() -> bool:
    """Whether the store has made-up people in it: then it is the demo's and nobody's real one."""
    return User.objects.exclude(fiction="").exists()


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def every_account() -> QuerySet[User]:
    """All accounts, for the command line: whoever runs it owns the machine."""
    return User.objects.prefetch_related("organisation_roles")

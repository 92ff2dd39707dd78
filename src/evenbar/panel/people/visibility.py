"""Who may see and do what among people: organisation roles, accounts, invitations.

Roles on one opening are added to these by hiring.visibility.roles_on.
"""

from typing import Any

from django.db.models import QuerySet

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
    return user._organisation_roles


def is_administrator(user: Any) -> bool:
    """Users, single sign-on, retention, backups."""
    return Role.ADMINISTRATOR in organisation_roles(user)


def may_read_ledger(user: Any) -> bool:
    """Administrators and compliance officers."""
    return bool(organisation_roles(user) & {Role.ADMINISTRATOR, Role.COMPLIANCE})


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
    return Invitation.objects.filter(used_at=None, withdrawn_at=None) if is_administrator(user) else Invitation.objects.none()

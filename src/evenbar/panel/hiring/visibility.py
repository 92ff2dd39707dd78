"""Who may see which opening, candidate and document.

Interviewers see an opening they are on, and of its candidates only those whom they meet.
"""

from typing import Any

from django.db.models import Q, QuerySet

from evenbar.panel.hiring.models import Application, Candidate, Member, Opening
from evenbar.panel.people.models import Role
from evenbar.panel.people.visibility import EVERY_OPENING, organisation_roles

MANAGING = frozenset({Role.ADMINISTRATOR, Role.RECRUITER, Role.HIRING_MANAGER})


def sees_every_opening(user: Any) -> bool:
    """Administrators and recruiters of the organisation."""
    return bool(organisation_roles(user) & EVERY_OPENING)


def member_roles(user: Any, opening: Opening) -> frozenset[Role]:
    """The roles that an account holds on one opening; read once per request, for all openings together."""
    if not hasattr(user, "_member_roles"):
        held: dict[int, set[Role]] = {}
        for opening_id, role in Member.objects.filter(user=user).values_list("opening_id", "role"):
            held.setdefault(opening_id, set()).add(Role(role))
        user._member_roles = held
    return frozenset(user._member_roles.get(opening.pk, ()))


def roles_on(user: Any, opening: Opening) -> frozenset[Role]:
    """What an account is on an opening: its roles there and the organisation roles that reach every opening."""
    return member_roles(user, opening) | (organisation_roles(user) & EVERY_OPENING)


def may_manage(user: Any, opening: Opening) -> bool:
    """Move candidates, schedule, invite, import: administrator, recruiter, the opening's hiring manager."""
    return bool(roles_on(user, opening) & MANAGING)


def openings_for(user: Any) -> QuerySet[Opening]:
    """The openings whose page an account may open."""
    rows = Opening.objects.select_related("version")
    if sees_every_opening(user):
        return rows
    return rows.filter(pk__in=Member.objects.filter(user=user).values("opening_id"))


def managed_openings(user: Any) -> QuerySet[Opening]:
    """The openings that an account may manage."""
    if sees_every_opening(user):
        return openings_for(user)
    managed = Member.objects.filter(user=user, role=Role.HIRING_MANAGER)
    return openings_for(user).filter(pk__in=managed.values("opening_id"))


def conflicted_candidates(user: Any) -> QuerySet[Candidate]:
    """The candidates on whom an account has declared a conflict of interest: closed to it in every role."""
    return Candidate.objects.filter(
        applications__interviews__assignments__interviewer=user,
        applications__interviews__assignments__status="conflict",
    ).values("pk")


def met_applications(user: Any) -> QuerySet[Application]:
    """The applications whose candidate the account meets in an interview that stands."""
    return Application.objects.filter(
        interviews__assignments__interviewer=user,
        interviews__assignments__status="assigned",
        interviews__status="planned",
    )


def managed_applications(user: Any) -> QuerySet[Application]:
    """The applications that an account may manage."""
    return applications_for(user).filter(opening__in=managed_openings(user))


def applications_for(user: Any) -> QuerySet[Application]:
    """Managers see those of their openings, an interviewer those whom they meet."""
    rows = Application.objects.filter(
        Q(opening__in=managed_openings(user)) | Q(pk__in=met_applications(user).values("pk")),
        merged_into=None,
    ).exclude(candidate__in=conflicted_candidates(user))
    return rows.select_related("candidate", "opening__version")


def candidates_for(user: Any) -> QuerySet[Candidate]:
    """The people behind the applications that an account may manage."""
    return Candidate.objects.filter(
        pk__in=managed_applications(user).values("candidate_id"), merged_into=None
    )

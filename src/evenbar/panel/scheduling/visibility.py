"""Who may see which interview and assignment, and what is still owed.

Everyone concerned may see that a scorecard is in or owed; nothing here reads what it says, nor counts or orders
by it. Sealed scorecards are rows of interviewing, reached by the name of their relation alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Lower

from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.hiring.visibility import (
    applications_for,
    conflicted_candidates,
    in_process_for,
    link_holds,
    managed_openings,
    may_manage,
    met_applications,
    owed_candidates,
)
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.models import Assignment, GuestLink, Interview
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed
from evenbar.scorecard.plan import Stage

# An assignment stands while nobody has declined, replaced or removed it and the interview is not cancelled.
STANDING = Q(status=Assignment.Status.ASSIGNED, interview__status=Interview.Status.PLANNED)
# What stands and is not sealed is owed, unless the stage rates nothing.
OWED = STANDING & Q(sealed__isnull=True, interview__is_rated=True)
LONGEST = 480  # minutes that an interview lasts at most
ANY = "all"
IS_SEALED = ExpressionWrapper(Q(sealed__isnull=False), output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of the board; no status means those in process."""

    text: str = ""
    stage: str = ""
    status: str = ""
    owed: str = ""
    interviewer: int | None = None
    page: int = 1


def stage_of(interview: Interview) -> Stage:
    """The stage of the interview's scorecard version."""
    return parsed(interview.version).stage(interview.stage)


def stands(assignment: Assignment) -> bool:
    """Whether the assignment is neither declined, replaced nor removed, and its interview not cancelled."""
    planned = assignment.interview.status == Interview.Status.PLANNED
    return planned and assignment.status == Assignment.Status.ASSIGNED


def is_sealed(assignment: Assignment) -> bool:
    """Whether its scorecard is in; reads nothing of what it says where the query has annotated it."""
    known = getattr(assignment, "is_sealed", None)
    return hasattr(assignment, "sealed") if known is None else bool(known)


def is_owed(assignment: Assignment) -> bool:
    """Whether a scorecard is still owed: the assignment stands, the stage is rated, nothing is sealed."""
    return stands(assignment) and assignment.interview.is_rated and not is_sealed(assignment)


def owed() -> QuerySet[Assignment]:
    """Every assignment that is owed. For rules and counts; pages start from `owed_assignments`."""
    return Assignment.objects.filter(OWED)


def interviews_for(user: Any) -> QuerySet[Interview]:
    """Managers see the interviews of their openings, interviewers their own; a conflict closes both."""
    held = Assignment.objects.filter(_held_by(user), status=Assignment.Status.ASSIGNED)
    rows = Interview.objects.filter(
        Q(application__opening__in=managed_openings(user)) | Q(pk__in=held.values("interview_id")),
        application__merged_into=None,
    ).exclude(application__candidate__in=conflicted_candidates(user))
    return rows.select_related("application__candidate", "application__opening", "version").defer(
        "version__text"
    )


def _held_by(user: Any) -> Q:
    """The account's own assignments; a guest's only while the link to each stands."""
    return Q(interviewer=user) & link_holds() if user.is_guest else Q(interviewer=user)


def managed_interviews(user: Any) -> QuerySet[Interview]:
    """The interviews that an account may plan and change."""
    return interviews_for(user).filter(application__opening__in=managed_openings(user))


def assignments_for(user: Any) -> QuerySet[Assignment]:
    """The assignments in interviews that an account may see, with `is_sealed` and never what was sealed."""
    rows = Assignment.objects.filter(interview__in=interviews_for(user)).annotate(is_sealed=IS_SEALED)
    return _with_interview(rows)


def managed_assignments(user: Any) -> QuerySet[Assignment]:
    """The assignments that an account may change for others."""
    return assignments_for(user).filter(interview__in=managed_interviews(user))


def own_assignments(user: Any) -> QuerySet[Assignment]:
    """The account's own assignments that stand, trainees' and guests' included, soonest first."""
    rows = Assignment.objects.filter(STANDING, _held_by(user), interview__application__merged_into=None)
    rows = rows.exclude(interview__application__candidate__in=conflicted_candidates(user))
    return _with_interview(rows.annotate(is_sealed=IS_SEALED)).order_by("interview__starts_at", "pk")


def own_owed(user: Any) -> QuerySet[Assignment]:
    """The scorecards that the account itself still owes, oldest interview first."""
    return own_assignments(user).filter(OWED)


def owed_assignments(user: Any) -> QuerySet[Assignment]:
    """What is owed in the openings that the account manages, its own included: who has not sealed what."""
    rows = assignments_for(user).filter(OWED)
    return rows.filter(Q(interviewer=user) | Q(interview__application__opening__in=managed_openings(user)))


def owed_on(application: Application, stages: list[str] | None = None) -> QuerySet[Assignment]:
    """What is owed on one application, perhaps on some stages only: a rule's question, not a page's."""
    rows = owed().filter(interview__application=application)
    rows = rows if stages is None else rows.filter(interview__stage__in=stages)
    return rows.select_related("interview__version", "interviewer")


def owes_on(user: Any, application: Application) -> bool:
    """Whether the account owes a scorecard on this candidate in any stage, opening or role."""
    return (
        owed().filter(interviewer=user, interview__application__candidate=application.candidate_id).exists()
    )


def may_have_read(person: User, interview: Interview) -> bool:
    """Whether an opened debrief on the interview's stage lets somebody read others' ratings of it.

    Who still owes a scorecard on the candidate is in front of the wall and has read nothing.
    """
    application = interview.application
    opened = application.debriefs.filter(opened_at__isnull=False).values_list("stages", flat=True)
    stages = {stage for covered in opened if interview.stage in covered for stage in covered}
    if not stages or owes_on(person, application):
        return False
    own = Assignment.objects.filter(STANDING, interviewer=person, interview__application=application)
    return may_manage(person, application.opening) or own.filter(interview__stage__in=stages).exists()


def guest_links_for(user: Any) -> QuerySet[GuestLink]:
    """The links to interviews that an account manages; what they open is nowhere kept."""
    return GuestLink.objects.filter(assignment__interview__in=managed_interviews(user))


def guest_link(assignment: int) -> GuestLink | None:
    """The link of an assignment, for whoever holds its signed token; None where there is none."""
    rows = GuestLink.objects.select_related(
        "assignment__interviewer",
        "assignment__interview__application__opening",
        "assignment__interview__version",
    )
    return rows.filter(assignment=assignment).first()


def may_schedule(user: Any, application: Application) -> bool:
    """Whoever manages the opening, unless a conflict of interest closes the candidate."""
    closed = conflicted_candidates(user).filter(pk=application.candidate_id).exists()
    return may_manage(user, application.opening) and not closed


def version_for(application: Application) -> Version:
    """The version that a new interview goes by: the one that the candidate was rated by, else the opening's."""
    begun = Q(assignments__sealed__isnull=False) | Q(assignments__draft__isnull=False)
    rated = application.interviews.filter(begun).select_related("version").order_by("pk").last()
    return rated.version if rated else application.opening.version


def may_interview(opening: Opening, stage: str) -> dict[int, frozenset[Role]]:
    """The accounts on the panel that may interview a stage, each with the roles that let it."""
    found: dict[int, set[Role]] = {}
    for member in opening.members.filter(user__is_active=True):
        if member.may_interview(stage):
            found.setdefault(member.user_id, set()).add(Role(member.role))
    return {user: frozenset(roles) for user, roles in found.items()}


def people_for(opening: Opening, stage: str, *, trainees: bool | None = False) -> QuerySet[User]:
    """The people who may interview a stage, by name; those who may shadow it; or, with None, both."""
    allowed = may_interview(opening, stage)
    shadows = {pk for pk, roles in allowed.items() if Role.TRAINEE in roles}
    interviewers = {pk for pk, roles in allowed.items() if roles - {Role.TRAINEE}}
    chosen = shadows | interviewers if trainees is None else (shadows if trainees else interviewers)
    return User.objects.filter(pk__in=chosen)


def names_of(accounts: Iterable[int]) -> dict[int, str]:
    """The names of accounts in the history of an interview that has been let through."""
    return dict(User.objects.filter(pk__in=list(accounts)).values_list("pk", "name"))


def meets(user: Any, application: Application) -> bool:
    """Whether the account holds an interview that stands with this candidate in this opening."""
    return met_applications(user).filter(pk=application.pk).exists()


def _with_interview(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Fetch what a line of a list needs; the scorecard's text stays away, since `parsed` keeps it by fingerprint."""
    application = "interview__application"
    return rows.select_related(
        "interviewer", "interview__version", f"{application}__candidate", f"{application}__opening"
    ).defer("interview__version__text")


def board_applications(user: Any, opening: Opening, wanted: Wanted) -> QuerySet[Application]:
    """The applications of an opening that a board shows: those that the account may see and asks for."""
    rows = applications_for(user).filter(opening=opening)
    closed = Q(candidate__in=owed_candidates(user).values("pk"))  # their status is closed to the account
    rows = rows.annotate(is_closed=ExpressionWrapper(closed, output_field=BooleanField()))
    if wanted.status == "":
        rows = rows.filter(in_process_for(user))
    elif wanted.status != ANY:
        rows = rows.filter(~closed, status=wanted.status)
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.text:
        person = Q(candidate__name__icontains=wanted.text) | Q(candidate__handle__iexact=wanted.text)
        rows = rows.filter(person | Q(candidate__email__icontains=wanted.text))
    if wanted.interviewer is not None:
        held = assignments_for(user).filter(STANDING, interviewer=wanted.interviewer)
        rows = rows.filter(pk__in=held.values("interview__application_id"))
    return rows.order_by(Lower("candidate__name"), "pk")


def board_assignments(user: Any, applications: Iterable[int]) -> QuerySet[Assignment]:
    """The standing assignments on a page of the board; whether each is sealed, and nothing of what it says."""
    return assignments_for(user).filter(STANDING, interview__application__in=list(applications))


def busy(people: Iterable[User], interview: Interview) -> list[str]:
    """The names of those who hold another interview at that time; not with whom."""
    if interview.starts_at is None or interview.ends_at is None:
        return []
    rows = Assignment.objects.filter(STANDING, interviewer__in=list(people)).exclude(interview=interview.pk)
    near = rows.filter(
        interview__starts_at__lt=interview.ends_at,
        interview__starts_at__gt=interview.starts_at - timedelta(minutes=LONGEST),
    ).select_related("interview", "interviewer")
    return sorted(
        {
            row.interviewer.name
            for row in near
            if row.interview.ends_at and row.interview.ends_at > interview.starts_at
        }
    )

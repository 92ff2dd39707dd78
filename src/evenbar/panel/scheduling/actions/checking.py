"""What every action of scheduling asks first: may this account, does the interview still stand, may they hold it."""

from typing import Any

from django.core.exceptions import PermissionDenied

from evenbar.panel.hiring.models import Application, Candidate
from evenbar.panel.hiring.visibility import conflicted_candidates
from evenbar.panel.people.models import Role, User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import visibility
from evenbar.panel.scheduling.models import Assignment, Interview


def require_scheduler(actor: Any, application: Application) -> None:
    """Whoever manages the opening and has no conflict of interest with the candidate."""
    if not (actor.is_active and visibility.may_schedule(actor, application)):
        raise PermissionDenied


def locked(interview: Interview) -> Interview:
    """The interview as it stands now, held until the end of the transaction."""
    rows = Interview.objects.select_for_update(of=("self",))
    return rows.select_related("application__candidate", "application__opening", "version").get(
        pk=interview.pk
    )


def require_planned(interview: Interview) -> None:
    """A cancelled interview is restored first."""
    if interview.status == Interview.Status.CANCELLED:
        raise Refused("This interview is cancelled. Restore it first.")


def require_not_held(interview: Interview, doing: str) -> None:
    """Once a scorecard is in, the interview took place."""
    sealed = interview.assignments.filter(sealed__isnull=False).select_related("interviewer").first()
    if sealed:
        name = sealed.interviewer.name
        raise Refused(f"{name} has submitted a scorecard for this interview, so it took place: {doing}.")


def require_fit(interview: Interview, person: User, *, is_trainee: bool) -> None:
    """Members of the panel who may interview the stage; a trainee shadows; nobody with a conflict of interest."""
    candidate = interview.application.candidate
    if has_conflict(person, candidate):
        raise Refused(f"{person.name} has declared a conflict of interest with this candidate.")
    roles = visibility.may_interview(interview.application.opening, interview.stage).get(person.pk)
    stage = visibility.stage_of(interview).name
    if not roles:
        raise Refused(f"{person.name} is not on the panel for {stage}. Add them to the opening for it first.")
    if is_trainee and Role.TRAINEE not in roles:
        raise Refused(f"{person.name} is no trainee on this opening. Choose them as an interviewer instead.")
    if not is_trainee and roles == {Role.TRAINEE}:
        raise Refused(f"{person.name} is a trainee and shadows; choose somebody else to interview.")
    require_independent(interview, person)


def require_independent(interview: Interview, person: User) -> None:
    """Nobody begins to rate what they may have read others' ratings of (rule 1)."""
    if interview.is_rated and visibility.may_have_read(person, interview):
        raise Refused(
            f"{person.name} can read the debrief on {visibility.stage_of(interview).name}, which has been opened, "
            "so a rating of theirs would not be independent. Choose somebody else."
        )


def has_conflict(person: User, candidate: Candidate) -> bool:
    """Whether somebody has declared a conflict of interest with a candidate, in any interview."""
    return conflicted_candidates(person).filter(pk=candidate.pk).exists()


def require_unsealed(assignment: Assignment) -> None:
    """What was submitted stays with whoever submitted it."""
    if visibility.is_sealed(assignment):
        raise Refused(
            f"{assignment.interviewer.name} has submitted a scorecard here; it stays, and so do they."
        )

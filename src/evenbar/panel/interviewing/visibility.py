"""Who may see which draft, sealed scorecard and comparison.

A draft is its author's alone, in every role. Here everybody sees only what they wrote themselves; others' sealed
scorecards are shown by deciding, and here to a trainee who has sealed and whose debrief has opened.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evenbar.panel.hiring.models import Application, Document
from evenbar.panel.hiring.visibility import applications_for, conflicted_candidates
from evenbar.panel.interviewing.models import Amendment, DraftState, Rating, SealedScorecard
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import STANDING, owes_on, stands
from evenbar.panel.studio.visibility import parsed
from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.plan import Stage


def own_assignments(user: Any) -> QuerySet[Assignment]:
    """The account's assignments, whatever became of them: their kit, draft and sealed scorecard are its own."""
    rows = Assignment.objects.filter(interviewer=user)
    if user.is_guest:
        rows = rows.filter(guest_link__withdrawn_at=None, guest_link__expires_at__gt=timezone.now())
    rows = rows.select_related("interview__version", "draft", "sealed")
    return rows.defer("interview__version__text")


def own_kits(user: Any) -> QuerySet[Assignment]:
    """The same with what the kit page says of candidate and opening; `is_closed` after a conflict of interest."""
    rows = own_assignments(user).select_related(
        "interview__application__candidate", "interview__application__opening"
    )
    closed = conflicted_candidates(user).filter(pk=OuterRef("interview__application__candidate"))
    papers = Document.objects.filter(candidate=OuterRef("interview__application__candidate"))
    return rows.annotate(is_closed=Exists(closed), has_documents=Exists(papers))


def other_candidates(user: Any, assignment: Assignment) -> list[str]:
    """The names of the opening's other candidates, as far as the account may see them at all."""
    application = assignment.interview.application
    rows = applications_for(user).filter(opening=application.opening_id)
    rows = rows.exclude(candidate=application.candidate_id)
    return sorted(set(rows.values_list("candidate__name", flat=True)))


def own_states(user: Any, assignment: Assignment) -> QuerySet[DraftState]:
    """Earlier states of the account's own draft, newest first."""
    return DraftState.objects.filter(draft__assignment=assignment, draft__assignment__interviewer=user)


def own_sealed(user: Any) -> QuerySet[SealedScorecard]:
    """What the account itself submitted, with evidence and amendments."""
    rows = SealedScorecard.objects.filter(assignment__in=own_assignments(user).values("pk"))
    return rows.prefetch_related("ratings__amendments__by", "evidence")


def own_ratings(user: Any) -> QuerySet[Rating]:
    """The single ratings of what the account submitted."""
    rows = Rating.objects.filter(sealed__assignment__in=own_assignments(user).values("pk"))
    return rows.select_related("sealed__assignment__interview__version").prefetch_related("amendments")


def panel_of(assignment: Assignment) -> QuerySet[Assignment]:
    """Who else holds the interview: names and whether they train, nothing of what they wrote."""
    rows = Assignment.objects.filter(STANDING, interview=assignment.interview_id).exclude(pk=assignment.pk)
    return rows.select_related("interviewer")


def debrief_opened_at(assignment: Assignment) -> datetime | None:
    """When the first debrief that covers the interview's stage was opened; None while all are closed."""
    interview = assignment.interview
    rows = Application.objects.filter(pk=interview.application_id, debriefs__opened_at__isnull=False)
    opened = rows.values_list("debriefs__opened_at", "debriefs__stages")
    covering = [at for at, stages in opened if at is not None and interview.stage in stages]
    return min(covering, default=None)


def may_compare(user: Any, assignment: Assignment) -> bool:
    """A trainee without conflict of interest who has sealed and owes nothing, once the debrief is open."""
    if not assignment.is_trainee or assignment.interviewer_id != user.pk or not stands(assignment):
        return False
    if getattr(assignment, "sealed", None) is None or debrief_opened_at(assignment) is None:
        return False
    application = assignment.interview.application
    if conflicted_candidates(user).filter(pk=application.candidate_id).exists():
        return False
    return not owes_on(user, application)


def comparison_for(user: Any, assignment: Assignment) -> QuerySet[SealedScorecard]:
    """The panel's sealed scorecards of a trainee's interview, once the trainee may compare; else none."""
    if not may_compare(user, assignment):
        return SealedScorecard.objects.none()
    others = Q(assignment__interview=assignment.interview_id, assignment__is_trainee=False)
    rows = SealedScorecard.objects.filter(others).select_related("assignment__interviewer")
    return rows.prefetch_related("ratings__amendments", "evidence").order_by("pk")


def last_amendment(user: Any, rating: Rating) -> Amendment | None:
    """The newest amendment of the account's own rating."""
    return Amendment.objects.filter(rating=rating, by=user).order_by("pk").last()


def stage_of(assignment: Assignment) -> Stage:
    """The stage of the interview in its scorecard version."""
    return parsed(assignment.interview.version).stage(assignment.interview.stage)


def criteria_of(assignment: Assignment) -> tuple[Criterion, ...]:
    """The criteria that the stage rates, in the scorecard's order for the stage; none where it rates nothing."""
    stage = stage_of(assignment)
    document = parsed(assignment.interview.version)
    return tuple(document.criterion(id) for id in stage.criteria) if stage.rated else ()


def questions_of(assignment: Assignment) -> dict[str, tuple[str, ...]]:
    """What a draft may point at: criterion id -> ids of its questions."""
    return {row.id: tuple(question.id for question in row.questions) for row in criteria_of(assignment)}

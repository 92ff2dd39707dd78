"""Who holds an interview: assigning, declining, conflicts of interest, substitutes. No row is ever deleted."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evenbar.panel.hiring.actions.checking import needed
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import visibility
from evenbar.panel.scheduling.actions.checking import (
    locked,
    require_fit,
    require_planned,
    require_scheduler,
    require_unsealed,
)
from evenbar.panel.scheduling.models import Assignment, Interview, InterviewChange

Status = Assignment.Status


@transaction.atomic
def assign(
    *,
    actor: User,
    interview: Interview,
    user: User,
    is_trainee: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> Assignment:
    """Add somebody to an interview, or take them in again. The opening's managers may. Ledger: interview, account."""
    require_scheduler(actor, interview.application)
    interview = locked(interview)
    require_planned(interview)
    require_fit(interview, user, is_trainee=is_trainee)
    assignment = _seat(interview, user, is_trainee=is_trainee, at=at)
    _keep(assignment, "", "assigned", reason=reason, actor=actor, at=at)
    record(
        actor, "scheduling.assigned", assignment, interview=interview.pk, account=user.pk, trainee=is_trainee
    )
    return assignment


@transaction.atomic
def remove_assignment(
    *, actor: User, assignment: Assignment, reason: str, at: datetime | None = None
) -> Assignment:
    """Take somebody out of an interview; refused once they have submitted. The opening's managers may.

    Ledger: assignment, digest of the reason.
    """
    require_scheduler(actor, assignment.interview.application)
    return _leave(assignment, Status.REMOVED, reason=needed(reason), actor=actor, at=at)


@transaction.atomic
def decline(*, actor: User, assignment: Assignment, reason: str, at: datetime | None = None) -> Assignment:
    """Decline to hold an interview. The interviewer alone may. Ledger: assignment, digest of the reason."""
    _require_own(actor, assignment)
    return _leave(assignment, Status.DECLINED, reason=needed(reason), actor=actor, at=at)


@transaction.atomic
def declare_conflict(
    *, actor: User, assignment: Assignment, reason: str, at: datetime | None = None
) -> Assignment:
    """Declare a conflict of interest: from now on this account sees nothing of the candidate. The interviewer may.

    Every interview of that candidate that the account still holds goes with it. Ledger: a line for each.
    """
    _require_own(actor, assignment)
    reason = needed(reason)
    require_unsealed(assignment)
    candidate = assignment.interview.application.candidate_id
    others = visibility.own_assignments(actor).filter(
        interview__application__candidate=candidate, sealed__isnull=True
    )
    for other in others.exclude(pk=assignment.pk):
        _leave(other, Status.CONFLICT, reason=reason, actor=actor, at=at)
    return _leave(assignment, Status.CONFLICT, reason=reason, actor=actor, at=at)


@transaction.atomic
def substitute(
    *, actor: User, assignment: Assignment, interviewer: User, reason: str, at: datetime | None = None
) -> Assignment:
    """Put somebody in another's place, who cannot or has said no. The opening's managers may.

    A conflict of interest or a declining stays written as such. Ledger: both assignments, digest of the reason.
    """
    require_scheduler(actor, assignment.interview.application)
    reason = needed(reason)
    interview = locked(assignment.interview)
    require_planned(interview)
    require_unsealed(assignment)
    _require_not_replaced(assignment)
    require_fit(interview, interviewer, is_trainee=assignment.is_trainee)
    new = _seat(interview, interviewer, is_trainee=assignment.is_trainee, at=at)
    new.replaces = assignment
    new.save(update_fields=["replaces"])
    before = assignment.status
    if before == Status.ASSIGNED:
        assignment.status, assignment.reason = Status.REPLACED, reason
        assignment.save(update_fields=["status", "reason"])
    _keep(assignment, before, "replaced", reason=reason, actor=actor, at=at, by_account=interviewer)
    record(
        actor,
        "scheduling.substituted",
        assignment,
        substitute=new.pk,
        account=interviewer.pk,
        reason=digest(reason),
    )
    return new


def _require_own(actor: User, assignment: Assignment) -> None:
    if assignment.interviewer_id != actor.pk or not actor.is_active:
        raise PermissionDenied


def _require_not_replaced(assignment: Assignment) -> None:
    if assignment.status in (Status.REPLACED, Status.REMOVED):
        raise Refused(f"{assignment.interviewer.name} no longer holds this interview.")
    stand_in = assignment.replaced_by.filter(status=Status.ASSIGNED).select_related("interviewer").first()
    if stand_in:
        raise Refused(f"{stand_in.interviewer.name} already stands in for {assignment.interviewer.name}.")


def _seat(interview: Interview, user: User, *, is_trainee: bool, at: datetime | None) -> Assignment:
    """A standing row for somebody: a new one, or theirs of before, whose history is kept in the changes."""
    row = Assignment.objects.select_for_update().filter(interview=interview, interviewer=user).first()
    if row is None:
        return Assignment.objects.create(
            interview=interview, interviewer=user, is_trainee=is_trainee, created_at=at or timezone.now()
        )
    if row.status == Status.ASSIGNED:
        raise Refused(f"{user.name} holds this interview already.")
    row.status, row.is_trainee, row.reason = Status.ASSIGNED, is_trainee, ""
    row.save(update_fields=["status", "is_trainee", "reason"])
    return row


def _leave(
    assignment: Assignment, status: Status, *, reason: str, actor: User, at: datetime | None
) -> Assignment:
    """Let a standing, unsealed assignment end, with its reason."""
    interview = locked(assignment.interview)
    row = (
        Assignment.objects.select_for_update(of=("self",)).select_related("interviewer").get(pk=assignment.pk)
    )
    row.interview = interview
    if row.status != Status.ASSIGNED:
        raise Refused(f"{row.interviewer.name} no longer holds this interview.")
    require_unsealed(row)
    row.status, row.reason = status, reason
    row.save(update_fields=["status", "reason"])
    _keep(row, Status.ASSIGNED, status, reason=reason, actor=actor, at=at)
    record(actor, f"scheduling.{status}", row, interview=interview.pk, reason=digest(reason))
    return row


def _keep(
    assignment: Assignment,
    before: str,
    after: str,
    *,
    reason: str,
    actor: User,
    at: datetime | None,
    by_account: User | None = None,
) -> None:
    """A line in the interview's history; assignments' rows show only what stands."""
    facts: dict[str, int | str] = {"account": assignment.interviewer_id, "status": after}
    if by_account is not None:
        facts["by"] = by_account.pk
    InterviewChange.objects.create(
        interview_id=assignment.interview_id,
        kind=after,
        before={"account": assignment.interviewer_id, "status": before},
        after=facts,
        reason=reason.strip()[:500],
        by=actor,
        at=at or timezone.now(),
    )

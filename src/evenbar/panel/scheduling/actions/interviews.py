"""Planning, moving, cancelling and restoring an interview. What stood before is kept beside what stands."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenbar.panel.hiring.actions.checking import needed
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import visibility
from evenbar.panel.scheduling.actions.checking import (
    locked,
    require_fit,
    require_independent,
    require_not_held,
    require_planned,
    require_scheduler,
)
from evenbar.panel.scheduling.models import Assignment, Interview, InterviewChange
from evenbar.panel.scheduling.moments import zone
from evenbar.panel.scheduling.visibility import LONGEST
from evenbar.panel.studio.visibility import parsed

SHORTEST = 5  # minutes
OVER = (Application.Status.DECLINED, Application.Status.WITHDRAWN, Application.Status.HIRED)


@transaction.atomic
def schedule(
    *,
    actor: User,
    application: Application,
    stage: str,
    starts_at: datetime | None,
    minutes: int,
    time_zone: str = "UTC",
    place: str = "",
    interviewers: Iterable[User] = (),
    trainees: Iterable[User] = (),
    at: datetime | None = None,
) -> Interview:
    """Plan an interview of a candidate on a stage. The opening's managers may.

    Ledger: interview, application, the accounts of interviewers and trainees.
    """
    require_scheduler(actor, application)
    _require_in_process(application)
    version = visibility.version_for(application)
    stages = {each.id: each for each in parsed(version).stages}
    if stage not in stages:
        raise Refused(f"{version} has no stage {stage}. Choose one of its stages.")
    interview = Interview(
        application=application,
        stage=stage,
        version=version,
        is_rated=stages[stage].rated,
        created_by=actor,
        created_at=at or timezone.now(),
    )
    _place(interview, starts_at=starts_at, minutes=minutes, time_zone=time_zone, place=place)
    interview.save()
    people, shadows = list(interviewers), list(trainees)
    _require_people(interview, people, shadows)
    Assignment.objects.bulk_create(
        Assignment(
            interview=interview, interviewer=person, is_trainee=trainee, created_at=interview.created_at
        )
        for group, trainee in ((people, False), (shadows, True))
        for person in group
    )
    record(
        actor,
        "scheduling.scheduled",
        interview,
        application=application.pk,
        interviewers=[each.pk for each in people],
        trainees=[each.pk for each in shadows],
    )
    return interview


@transaction.atomic
def reschedule(
    *,
    actor: User,
    interview: Interview,
    starts_at: datetime | None,
    minutes: int | None = None,
    time_zone: str | None = None,
    place: str | None = None,
    reason: str,
    at: datetime | None = None,
) -> Interview:
    """Give an interview another time, length or place; the earlier one is kept. The opening's managers may.

    Ledger: interview, its sequence, digest of the reason.
    """
    require_scheduler(actor, interview.application)
    reason = needed(reason)
    interview = locked(interview)
    require_planned(interview)
    require_not_held(interview, "its time stays")
    before = _times(interview)
    _place(
        interview,
        starts_at=starts_at,
        minutes=interview.minutes if minutes is None else minutes,
        time_zone=interview.time_zone if time_zone is None else time_zone,
        place=interview.place if place is None else place,
    )
    if _times(interview) == before:
        raise Refused("Time, length and place are what they were. Change one of them.")
    return _keep(interview, "rescheduled", before, reason=reason, actor=actor, at=at)


@transaction.atomic
def cancel(*, actor: User, interview: Interview, reason: str, at: datetime | None = None) -> Interview:
    """Cancel an interview; it stays on record. The opening's managers may. Ledger: interview, digest of the reason."""
    require_scheduler(actor, interview.application)
    reason = needed(reason)
    interview = locked(interview)
    require_planned(interview)
    require_not_held(interview, "it cannot be cancelled")
    interview.status = Interview.Status.CANCELLED
    return _keep(interview, "cancelled", {"status": "planned"}, reason=reason, actor=actor, at=at)


@transaction.atomic
def restore(*, actor: User, interview: Interview, reason: str, at: datetime | None = None) -> Interview:
    """Take a cancelled interview up again. The opening's managers may. Ledger: interview, digest of the reason."""
    require_scheduler(actor, interview.application)
    reason = needed(reason)
    interview = locked(interview)
    if interview.status != Interview.Status.CANCELLED:
        raise Refused("This interview is not cancelled.")
    _require_in_process(interview.application)
    for assignment in interview.assignments.filter(status=Assignment.Status.ASSIGNED):
        require_independent(interview, assignment.interviewer)
    interview.status = Interview.Status.PLANNED
    return _keep(interview, "restored", {"status": "cancelled"}, reason=reason, actor=actor, at=at)


def _require_in_process(application: Application) -> None:
    if application.opening.status == Opening.Status.CLOSED:
        raise Refused(f"{application.opening.title} is closed. Open it again first.")
    if application.status in OVER or application.merged_into_id is not None:
        status = application.get_status_display().lower()
        raise Refused(
            f"{application.candidate.name} is not in the process: {status}. Change the status first."
        )


def _place(
    interview: Interview, *, starts_at: datetime | None, minutes: int, time_zone: str, place: str
) -> None:
    zone(time_zone)
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(f"An interview lasts between {SHORTEST} and {LONGEST} minutes, not {minutes}.")
    if starts_at is not None and timezone.is_naive(starts_at):
        raise ValueError("The start needs a time zone.")
    if len(place) > 300:
        raise Refused(f"The place has {len(place)} characters; keep it within 300.")
    interview.starts_at, interview.minutes = starts_at, minutes
    interview.time_zone, interview.place = time_zone, place.strip()


def _require_people(interview: Interview, people: list[User], shadows: list[User]) -> None:
    ids = [each.pk for each in (*people, *shadows)]
    if not people:
        raise Refused("Choose at least one interviewer.")
    if len(set(ids)) < len(ids):
        raise Refused("Somebody is chosen twice. Choose each person once, as interviewer or as trainee.")
    for group, is_trainee in ((people, False), (shadows, True)):
        for person in group:
            require_fit(interview, person, is_trainee=is_trainee)


def _times(interview: Interview) -> dict[str, str | int | None]:
    return {
        "starts_at": interview.starts_at.isoformat() if interview.starts_at else None,
        "minutes": interview.minutes,
        "time_zone": interview.time_zone,
        "place": interview.place,
    }


def _keep(
    interview: Interview,
    kind: str,
    before: dict[str, str | int | None],
    *,
    reason: str,
    actor: User,
    at: datetime | None,
) -> Interview:
    """Save the change with what stood before, counted for calendars, and write the ledger's line."""
    after = _times(interview) if kind == "rescheduled" else {"status": interview.status}
    interview.sequence += 1
    interview.save(update_fields=["starts_at", "minutes", "time_zone", "place", "status", "sequence"])
    InterviewChange.objects.create(
        interview=interview,
        kind=kind,
        before=before,
        after=after,
        reason=reason,
        by=actor,
        at=at or timezone.now(),
    )
    record(actor, f"scheduling.{kind}", interview, sequence=interview.sequence, reason=digest(reason))
    return interview

"""Today: what waits for an account, gathered from the lists that visibility lets it see.

Nothing here reads a rating. What is owed and ready is known from whether scorecards are in, never from what they say.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from evenbar.panel.deciding import visibility
from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Application
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import owed_assignments, own_assignments, stage_of

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Task:
    """One of the account's own interviews, as a line of the page."""

    assignment: Assignment
    stage: str
    begun: bool
    ends_at: datetime | None
    begun_draft: bool

    @property
    def now(self) -> bool:
        """Whether the interview is going on at this moment."""
        return self.begun and self.ends_at is not None and self.ends_at > timezone.now()


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the page shows."""

    running: list[Task]
    owed: list[Task]
    ahead: list[Task]
    chase: list[Task]
    ready: list[Application]
    open_debriefs: list[Debrief]
    waiting: list[Debrief]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits at all."""
        return not any(
            (self.running, self.owed, self.ahead, self.chase, self.ready, self.open_debriefs, self.waiting)
        )


def gather(user: User) -> Today:
    """Collect what waits for an account, each list at most SHOWN lines."""
    own = [task_of(row) for row in _own(user)]
    debriefs = list(visibility.undecided_debriefs(user)[:SHOWN])
    signing = [one for one in debriefs if visibility.is_hiring_manager(user, one.application.opening)]
    return Today(
        running=[task for task in own if task.now],
        owed=[task for task in own if task.begun and not task.now and task.assignment.interview.is_rated],
        ahead=[task for task in own if not task.begun],
        chase=[task_of(row) for row in _overdue_of_others(user)],
        ready=list(visibility.ready_applications(user)[:SHOWN]),
        open_debriefs=[one for one in debriefs if one not in signing],
        waiting=signing,
    )


def task_of(assignment: Assignment) -> Task:
    """An assignment with what a line says of it."""
    interview = assignment.interview
    begins = interview.starts_at
    return Task(
        assignment=assignment,
        stage=stage_of(interview).name,
        begun=begins is not None and begins <= timezone.now(),
        ends_at=None if begins is None else begins + timedelta(minutes=interview.minutes),
        begun_draft=bool(getattr(assignment, "draft_revision", 0)),
    )


def _own(user: User) -> list[Assignment]:
    """The account's own interviews that are not over and done with."""
    rows = own_assignments(user).filter(sealed__isnull=True)
    return list(visibility.with_draft_revision(rows)[:SHOWN])


def _overdue_of_others(user: User) -> list[Assignment]:
    """Scorecards that others owe in the account's openings, longest first."""
    rows = owed_assignments(user).exclude(interviewer=user)
    over = timezone.now() - timedelta(hours=1)
    return list(rows.filter(interview__starts_at__lt=over).order_by("interview__starts_at")[:SHOWN])

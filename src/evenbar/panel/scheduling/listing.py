"""An application's interviews as a list, each with its people and how they stand."""

from dataclasses import dataclass
from typing import Any

from evenbar.panel.hiring.models import Application
from evenbar.panel.scheduling import visibility
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.scheduling.standing import Standing, standing_of
from evenbar.scorecard.plan import Stage


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in an interview, as everyone concerned may see it; `own` is the reader."""

    assignment: Assignment
    standing: Standing
    own: bool
    is_replaced: bool

    @property
    def is_closed(self) -> bool:
        """Whether this row no longer holds the interview."""
        return self.assignment.status != Assignment.Status.ASSIGNED


@dataclass(frozen=True, slots=True)
class Row:
    """An interview with its stage and people."""

    interview: Interview
    stage: Stage
    people: tuple[Person, ...]

    @property
    def own(self) -> Person | None:
        """The reader's own standing place in it."""
        return next((each for each in self.people if each.own and not each.is_closed), None)


def rows_of(user: Any, application: Application) -> list[Row]:
    """The interviews of an application that an account may see, planned ones by time, cancelled ones last."""
    interviews = list(visibility.interviews_for(user).filter(application=application))
    people = people_of(user, [each.pk for each in interviews])
    rows = [Row(each, visibility.stage_of(each), tuple(people.get(each.pk, ()))) for each in interviews]
    return sorted(rows, key=lambda row: row.interview.status == Interview.Status.CANCELLED)


def people_of(user: Any, interviews: list[int]) -> dict[int, list[Person]]:
    """Everyone in some interviews, those who hold them first."""
    found: dict[int, list[Person]] = {}
    rows = list(
        visibility.assignments_for(user).filter(interview__in=interviews).order_by("is_trainee", "pk")
    )
    replaced = {row.replaces_id for row in rows}
    for row in rows:
        person = Person(row, standing_of(row), row.interviewer_id == user.pk, row.pk in replaced)
        found.setdefault(row.interview_id, []).append(person)
    return {pk: sorted(group, key=lambda each: each.is_closed) for pk, group in found.items()}

"""The job behind a scorecard: its level, the tasks ahead and the outcomes to reach.

Criteria point at tasks to show that they are about the work. Nothing here knows about criteria.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that the hire will do."""

    id: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What the opening is for."""

    level: str | None = None
    summary: str | None = None
    tasks: tuple[Task, ...] = ()
    outcomes: tuple[str, ...] = ()
    stack: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

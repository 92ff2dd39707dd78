"""What the stories of the demo share: people, openings, the calendar, and what a step is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from evenbar.panel.demo.days import Days
from evenbar.panel.hiring.models import Opening
from evenbar.panel.people.models import User

Entry = dict[str, Any]


class Step(NamedTuple):
    """Something that happened at a moment; `do` lets it happen by an action."""

    at: datetime
    do: Callable[[], object]


@dataclass(frozen=True)
class Company:
    """People, openings and their recruiters by key. An opening is there once its step has been done."""

    people: dict[str, User]
    recruiters: dict[str, User]
    openings: dict[str, Opening]
    days: Days

    def at(self, ago: int, clock: str, person: User) -> datetime:
        """A wall-clock time where somebody works."""
        return self.days.at(ago, clock, person.time_zone)

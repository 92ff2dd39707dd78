"""The packaged scorecards by what they are for: level, criteria, minutes, people. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from evenbar.scorecard import library
from evenbar.scorecard.scorecard import Scorecard

# From the first job on; whatever other word a card has for its level comes after them.
LEVELS = {
    "junior": "Junior",
    "mid": "Mid-level",
    "senior": "Senior",
    "staff": "Staff",
    "manager": "Managers",
}


@dataclass(frozen=True, slots=True)
class Packaged:
    """A packaged scorecard in a few figures."""

    name: str
    card: Scorecard

    @property
    def level(self) -> str:
        """The level that it is for, as people call it."""
        level = self.card.job.level or ""
        return LEVELS.get(level, level.capitalize() or "Any level")

    @property
    def minutes(self) -> int:
        """How long all its conversations take together."""
        return sum(stage.minutes or 0 for stage in self.card.stages)

    @property
    def seats(self) -> int:
        """How many places for interviewers its conversations have."""
        return sum(stage.interviewers for stage in self.card.stages)

    @property
    def people(self) -> str:
        """How many interviewers sit in a conversation: 2, or 1 to 2."""
        counts = sorted({stage.interviewers for stage in self.card.stages})
        return " to ".join(dict.fromkeys((str(counts[0]), str(counts[-1])))) if counts else "0"


def packaged_card(name: str) -> Packaged:
    """A packaged scorecard; KeyError where there is none of that name."""
    return Packaged(name, library.load(name))


@cache
def packaged() -> tuple[tuple[str, tuple[Packaged, ...]], ...]:
    """All packaged scorecards by level, the lowest first."""
    return tuple(_by_level([packaged_card(name) for name in library.names()]))


def _by_level(cards: list[Packaged]) -> Iterator[tuple[str, tuple[Packaged, ...]]]:
    known = [each for each in LEVELS.values() if any(card.level == each for card in cards)]
    others = sorted({card.level for card in cards} - set(known))
    for level in (*known, *others):
        yield level, tuple(card for card in cards if card.level == level)

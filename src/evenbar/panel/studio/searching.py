"""Finding one's way through the library: criteria by family, and what a search finds among criteria and questions.

Pure. A limit (kind, minutes, AI exposure) asks for questions; a criterion is found where it has such a question.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evenbar.scorecard import library
from evenbar.scorecard.criterion import FAMILIES, STANDARD, Entry
from evenbar.scorecard.library import Asked
from evenbar.scorecard.question import AI_EXPOSURES, KINDS, Question


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; an empty part asks for nothing."""

    words: str = ""
    kind: str = ""
    family: str = ""
    covers: str = ""
    minutes: int | None = None
    exposure: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, so that the whole shelf is shown."""
        return self == Sought()


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion of the library at its newest version, as a list shows it."""

    entry: Entry
    family: str
    covers: tuple[str, ...]
    kinds: tuple[str, ...]


def shelf(sought: Sought) -> list[tuple[str, list[Row]]]:
    """The criteria by family that fit, in the families' order."""
    rows = [_row(entry) for entry in _newest() if _fits(entry, sought)]
    groups = ((name, [row for row in rows if row.family == name]) for name in FAMILIES.values())
    return [(name, found) for name, found in groups if found]


def questions(sought: Sought) -> list[Asked]:
    """The questions that fit; none where nothing is asked for."""
    if sought.is_empty:
        return []
    return [
        asked
        for asked in library.questions()
        if _in_reach(asked.criterion.family, asked.criterion.covers, sought)
        and _within(asked.question, sought)
        and library.says(asked, sought.words)
    ]


def _newest() -> Iterable[Entry]:
    return (library.criterion(listed.id) for listed in library.criteria())


def _row(entry: Entry) -> Row:
    words = entry.criterion
    return Row(
        entry, FAMILIES[words.family], tuple(STANDARD[each] for each in words.covers), kinds(words.questions)
    )


def kinds(asked: Iterable[Question]) -> tuple[str, ...]:
    """How many questions there are of each kind, in the order of the kinds: 2 code review."""
    counts = Counter(each.kind for each in asked)
    return tuple(f"{counts[kind]} {name.lower()}" for kind, name in KINDS.items() if counts[kind])


def _fits(entry: Entry, sought: Sought) -> bool:
    words = entry.criterion
    return (
        _in_reach(words.family, words.covers, sought)
        and any(_within(each, sought) for each in words.questions)
        and library.says(words, sought.words)
    )


def _in_reach(family: str, covers: tuple[str, ...], sought: Sought) -> bool:
    return sought.family in ("", family) and (not sought.covers or sought.covers in covers)


def _within(question: Question, sought: Sought) -> bool:
    """Whether a question is of the kind and within the limits. What is not known is not within them."""
    ranks = list(AI_EXPOSURES)
    return (
        sought.kind in ("", question.kind)
        and (sought.minutes is None or (question.minutes or sought.minutes + 1) <= sought.minutes)
        and (
            not sought.exposure
            or (
                question.ai_exposure in ranks
                and ranks.index(question.ai_exposure) <= ranks.index(sought.exposure)
            )
        )
    )

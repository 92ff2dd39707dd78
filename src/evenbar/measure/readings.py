"""What numbers mean, in sentences: the same words on the command line, in reports and on pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

SEVERITY = (
    "Severity is in levels: +0.50 means that this interviewer gives half a level less than the panel would for the"
    " same candidates. It says nothing about who is right."
)
ENOUGH = 0.7  # reliability for ranking that a panel is held to be enough at
IMMATERIAL = 0.1  # levels: where no score moves by more, the adjustment changes nothing that matters
TIE = 0.8  # P(one truly above the other) below which two neighbours are drawn as tied


class Panel(Protocol):
    """A panel that might be, as ``decision_study.Option`` is one; a number is None where the design has none."""

    @property
    def interviewers(self) -> int | None: ...
    @property
    def criteria(self) -> int | None: ...
    @property
    def generalizability(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...


@dataclass(frozen=True)
class Possible:
    """A panel with so many interviewers, its reliability for ranking, and the low end of its band."""

    interviewers: int | None
    generalizability: float | None
    low: float | None
    criteria: int | None = None


def reliability(share: float) -> str:
    """A reliability for ranking in words."""
    return (
        f"Reliability of these scores for ranking: {share:.2f}. Of the differences between scores,"
        f" {100 * share:.0f} % would stay if another panel like this one rated the same candidates."
    )


def enough(panels: Sequence[Panel], candidates: int) -> str:
    """Which of some panels is the first that would be enough, at the estimate and at the low end of its band."""
    reached = _first(panel for panel in panels if (panel.generalizability or 0.0) >= ENOUGH)
    sure = _first(panel for panel in panels if (panel.low or 0.0) >= ENOUGH)
    return (
        f"{_named(reached, 'A reliability of .70 for ranking is reached with')}"
        f" {_named(sure, 'At the low end of the band it is reached with')}"
        f" The band says how little {candidates} candidates tell about spreads."
    )


def _first(panels: Iterable[Panel]) -> Panel | None:
    return next(iter(panels), None)


def _named(panel: Panel | None, words: str) -> str:
    if panel is None:
        return f"{words} none of these panels."
    parts = [
        f"{value} {one if value == 1 else many}"
        for value, one, many in (
            (panel.interviewers, "interviewer", "interviewers"),
            (panel.criteria, "criterion", "criteria"),
        )
        if value is not None
    ]
    return f"{words} {' on '.join(parts)}."

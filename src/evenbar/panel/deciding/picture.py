"""What a debrief shows, computed from rows that visibility has let through: matrix, score, what to talk about.

Pure: it asks no query. Only independent ratings of the panel enter figures; trainees' and later ones stand beside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from evenbar.measure.combine import (
    Combined,
    CriterionMean,
    MustHave,
    Rated,
    Side,
    WhatIf,
    combine,
    furthest_apart,
    must_haves,
    sensitivity,
    side_of_bar,
)
from evenbar.panel.deciding.models import RatingAfterDebrief
from evenbar.panel.interviewing.models import Evidence, Rating, SealedScorecard
from evenbar.panel.interviewing.ratings import effective
from evenbar.panel.scheduling.models import Assignment
from evenbar.scorecard.criterion import FAMILIES, Criterion
from evenbar.scorecard.plan import RULES
from evenbar.scorecard.scorecard import Scorecard as Document
from evenbar.scorecard.scorecard import exact

TALK_FIRST = 3  # a talk that begins with everything begins with nothing


@dataclass(frozen=True, slots=True)
class Cell:
    """One interviewer's rating of one criterion, as it counts, with what stands beside it."""

    rating: Rating
    level: int | None
    missing: str
    amended: bool
    evidence: tuple[Evidence, ...]
    later: RatingAfterDebrief | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One interviewer in one interview. `sealed` is None while the scorecard is owed."""

    assignment: Assignment
    stage: str
    sealed: SealedScorecard | None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    late: bool = False  # sealed after the debrief was opened

    @property
    def counts(self) -> bool:
        """Whether its ratings enter figures: the panel's do, a trainee's never."""
        return self.sealed is not None and not self.assignment.is_trainee


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: its share of the weight, a place a column, the mean with its n."""

    criterion: Criterion
    share: Fraction
    places: tuple[tuple[Column, Cell | None], ...]
    mean: CriterionMean | None

    @property
    def apart(self) -> int:
        """How many levels its raters are apart."""
        return self.mean.apart if self.mean else 0

    @property
    def family(self) -> str:
        """The family's readable name."""
        return FAMILIES[self.criterion.family]


@dataclass(frozen=True, slots=True)
class Picture:
    """A candidate's ratings under one scorecard version."""

    document: Document
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    combined: Combined
    bar: Fraction | None
    side: Side
    must_haves: tuple[MustHave, ...]
    changes: tuple[WhatIf, ...]

    @property
    def apart(self) -> tuple[Row, ...]:
        """The criteria furthest apart, the widest first."""
        rows = {row.criterion.id: row for row in self.rows}
        return tuple(rows[mean.criterion] for mean in furthest_apart(self.combined))

    @property
    def talk_first(self) -> tuple[Row, ...]:
        """The few criteria to begin the talk with."""
        return self.apart[:TALK_FIRST]

    @property
    def sealed_count(self) -> int:
        """How many of the panel's scorecards are in."""
        return sum(column.sealed is not None for column in self.columns)

    @property
    def unrated(self) -> tuple[Row, ...]:
        """The criteria that nobody gave a level."""
        return tuple(row for row in self.rows if row.mean is None)

    @property
    def turning(self) -> tuple[WhatIf, ...]:
        """The single changes that would put the candidate on the other side of the bar."""
        return tuple(change for change in self.changes if change.turns)

    @property
    def missed(self) -> tuple[MustHave, ...]:
        """The must-haves below their minimum."""
        return tuple(must for must in self.must_haves if must.met is False)

    @property
    def name_of(self) -> dict[str, str]:
        """Criterion id -> its name."""
        return {criterion.id: criterion.name for criterion in self.document.criteria}

    @property
    def rule(self) -> str:
        """The decision rule as applied, in words."""
        said = RULES[self.document.decision.rule]
        return f"{said} (bar {self.bar_text})" if self.bar is not None else said

    @property
    def bar_text(self) -> str:
        """The bar as it was written."""
        return "" if self.document.decision.bar is None else f"{self.document.decision.bar:g}"


def column_of(
    assignment: Assignment,
    sealed: SealedScorecard | None,
    *,
    stage: str,
    opened_at: datetime | None,
    later: Mapping[int, RatingAfterDebrief],
    evidence: Iterable[Evidence],
) -> Column:
    """An interviewer's column; `later` maps a rating's id to its last rating after discussion."""
    if sealed is None:
        return Column(assignment, stage, None)
    lines: dict[str, list[Evidence]] = {}
    for line in evidence:
        lines.setdefault(line.criterion, []).append(line)
    cells = {}
    for rating in sealed.ratings.all():
        counting = effective(rating, opened_at=opened_at)
        cells[rating.criterion] = Cell(
            rating=rating,
            level=counting.level,
            missing=counting.missing,
            amended=counting.amendment is not None,
            evidence=tuple(lines.get(rating.criterion, ())),
            later=later.get(rating.pk),
        )
    late = opened_at is not None and sealed.sealed_at > opened_at
    return Column(assignment, stage, sealed, cells, late)


def rated(columns: Iterable[Column]) -> list[Rated]:
    """The ratings that count, as the instrument room takes them."""
    return [
        Rated(column.assignment.interviewer_id, criterion, cell.level)
        for column in columns
        if column.counts
        for criterion, cell in column.cells.items()
    ]


def paint(document: Document, columns: Sequence[Column], *, with_changes: bool = True) -> Picture:
    """Compute all that a debrief shows of one candidate under one scorecard version.

    What single changes would do costs most of the time; who does not show it leaves it out.
    """
    shares = document.shares()
    ratings = rated(columns)
    combined = combine(ratings, shares)
    bar = None if document.decision.bar is None else exact(document.decision.bar)
    minimums = {row.id: row.minimum for row in document.criteria if row.minimum is not None}
    return Picture(
        document=document,
        columns=tuple(columns),
        rows=tuple(_row(criterion, shares, columns, combined) for criterion in document.criteria),
        combined=combined,
        bar=bar,
        side="no score" if bar is None else side_of_bar(combined.value, bar),
        must_haves=must_haves(combined, minimums),
        changes=sensitivity(ratings, shares, bar)
        if with_changes and bar is not None and combined.value is not None
        else (),
    )


def _row(
    criterion: Criterion, shares: Mapping[str, Fraction], columns: Sequence[Column], combined: Combined
) -> Row:
    """One criterion's line of the matrix."""
    places = tuple((column, column.cells.get(criterion.id)) for column in columns)
    return Row(criterion, shares[criterion.id], places, combined.mean_of(criterion.id))


def figures(picture: Picture) -> dict[str, str | int | list[str]]:
    """The figures as they stand at signing, exact numbers as fractions in text."""
    combined = picture.combined
    return {
        "weighted_mean": "" if combined.value is None else str(combined.value),
        "low": str(combined.low),
        "high": str(combined.high),
        "covered": str(combined.covered),
        "ratings": combined.ratings,
        "interviewers": combined.interviewers,
        "bar": picture.bar_text,
        "side": picture.side,
        "minimums_missed": [must.criterion for must in picture.missed],
    }


def needs_reason(picture: Picture) -> tuple[Row, ...]:
    """The criteria on which a decision must say its reason: raters apart, a minimum missed, nothing rated."""
    missed = {must.criterion for must in picture.missed}
    return tuple(
        row for row in picture.rows if row.apart >= 2 or row.criterion.id in missed or row.mean is None
    )

"""Ratings as steps on a scale, and the cells they fall into: what a many-facet Rasch fit knows of a table.

A level that nobody was given has no threshold, so levels are numbered as they were used and the missing ones said.
A cell is an interviewer on a criterion: ratings of one cell differ only by candidate and level.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evenbar.measure.ratings import Floats, Ints, RatingTable, added

Kind = Literal["rating-scale", "partial-credit"]
MOST_LEVELS = 20
EXTREME = 0.3  # of a level: how far a total of nothing but lowest or highest levels is moved, as FACETS does


@dataclass(frozen=True)
class Steps:
    """A table whose ratings are numbers of steps taken, n ratings in c cells, sorted by candidate and interviewer.

    ``step`` (n,) from 0; ``cell`` (n,); ``of_interviewer`` and ``of_criterion`` (c,) say whose cell it is;
    ``scale`` (criteria,) which scale a criterion has, ``top`` (scales,) its highest step and ``levels`` the levels
    that the steps stand for. A rating scale is shared by all criteria; with partial credit each has its own.
    """

    table: RatingTable
    candidate: Ints
    step: Ints
    cell: Ints
    of_interviewer: Ints
    of_criterion: Ints
    scale: Ints
    top: Ints
    levels: tuple[tuple[float, ...], ...]
    warnings: tuple[tuple[str, str], ...]

    @property
    def candidates(self) -> int:
        """How many candidates have ratings; they are numbered without gaps."""
        return int(self.candidate[-1]) + 1

    @property
    def cells(self) -> int:
        """How many cells have ratings."""
        return len(self.of_interviewer)

    @property
    def steps(self) -> int:
        """The most steps of any scale."""
        return int(self.top.max())

    @cached_property
    def cell_scale(self) -> Ints:
        """Which scale each cell has (c,)."""
        return self.scale[self.of_criterion]

    @cached_property
    def count(self) -> Floats:
        """Ratings of each cell (c,)."""
        return added(self.cell, np.ones(len(self.cell)), self.cells)

    @cached_property
    def total(self) -> Floats:
        """Steps taken in each cell (c,)."""
        return added(self.cell, self.step.astype(np.float64), self.cells)

    @cached_property
    def reached(self) -> Floats:
        """How many ratings of each scale reached step k = 1.. (scales, steps)."""
        found = np.zeros((len(self.top), self.steps))
        at = self.cell_scale[self.cell]
        for k in range(1, self.steps + 1):
            found[:, k - 1] = added(at, (self.step >= k).astype(np.float64), len(self.top))
        return found

    @cached_property
    def extremes(self) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Interviewers and criteria with nothing but lowest (-1) or highest (1) steps; 0 for the others."""
        room = (
            added(self.cell, self.top[self.cell_scale[self.cell]].astype(np.float64), self.cells) - self.total
        )
        found = []
        for owner, size in (
            (self.of_interviewer, len(self.table.interviewers)),
            (self.of_criterion, len(self.table.criteria)),
        ):
            low = added(owner, self.total, size) == 0.0
            high = added(owner, room, size) == 0.0
            found.append(high.astype(np.int8) - low.astype(np.int8))
        return found[0], found[1]

    @cached_property
    def tilt(self) -> Floats:
        """By how much the total of each cell is moved so that no interviewer or criterion is extreme (c,)."""
        moved = np.zeros(self.cells)
        for owner, extreme in zip((self.of_interviewer, self.of_criterion), self.extremes, strict=True):
            held = np.maximum(added(owner, self.count, len(extreme)), 1.0)
            moved -= EXTREME * extreme[owner] * self.count / held[owner]
        return moved

    def every(self, stride: int) -> "Steps":
        """The ratings of every stride-th candidate; cells stay as they are."""
        keep = self.candidate % stride == 0
        candidate = self.candidate[keep] // stride
        return replace(self, candidate=candidate, step=self.step[keep], cell=self.cell[keep], warnings=())


def steps(table: RatingTable, kind: Kind) -> Steps:
    """Number the levels of a table and find its cells.

    Raises
    ------
    ValueError : "All ratings are the same level, so nobody can be told apart and no model can be fitted.", and where
        a level is not a whole number or more than 20 of them are used.
    """
    warnings: list[tuple[str, str]] = []
    if float(table.score.min()) == float(table.score.max()):
        raise ValueError(
            "All ratings are the same level, so nobody can be told apart and no model can be fitted."
        )
    broken = table.score[table.score != np.floor(table.score)]
    if len(broken):
        raise ValueError(f"This model takes whole levels; {broken[0]:g} is none.")
    if kind == "partial-credit":
        table, warnings = _varied(table)
    order = _sorted(table)
    score, criterion, interviewer = table.score[order], table.criterion[order], table.interviewer[order]
    scale = (
        np.arange(len(table.criteria))
        if kind == "partial-credit"
        else np.zeros(len(table.criteria), np.int64)
    )
    step, levels = _numbered(score, scale[criterion], len(np.unique(scale)))
    warnings += _unused(table, levels, kind)
    code = interviewer * len(table.criteria) + criterion
    there = np.bincount(code, minlength=len(table.interviewers) * len(table.criteria)) > 0
    place = np.cumsum(there) - 1
    cells = np.flatnonzero(there)
    return Steps(
        table=table,
        candidate=table.candidate[order],
        step=step,
        cell=place[code],
        of_interviewer=cells // len(table.criteria),
        of_criterion=cells % len(table.criteria),
        scale=scale,
        top=np.array([len(used) - 1 for used in levels], dtype=np.int64),
        levels=levels,
        warnings=tuple(warnings),
    )


def _sorted(table: RatingTable) -> Ints:
    """The order of ratings by candidate, then interviewer."""
    key = table.candidate * len(table.interviewers) + table.interviewer
    if bool((key[1:] >= key[:-1]).all()):
        return np.arange(table.n)
    return np.argsort(key, kind="stable").astype(np.int64)


def _varied(table: RatingTable) -> tuple[RatingTable, list[tuple[str, str]]]:
    """The table without criteria on which everyone got the same level: they have no thresholds of their own."""
    low, high = np.full(len(table.criteria), np.inf), np.full(len(table.criteria), -np.inf)
    np.minimum.at(low, table.criterion, table.score)
    np.maximum.at(high, table.criterion, table.score)
    flat = low == high
    if not flat.any():
        return table, []
    if flat.all():
        raise ValueError(
            "On every criterion all ratings are the same level, so no criterion has thresholds of its own;"
            " take the rating scale."
        )
    names = ", ".join(name for name, same in zip(table.criteria, flat, strict=True) if same)
    message = f"Everyone got the same level on {names}, which says nothing of thresholds; it is left out."
    return table.only(~flat[table.criterion]), [("criterion-left-out", message)]


def _numbered(score: Floats, scale: Ints, scales: int) -> tuple[Ints, tuple[tuple[float, ...], ...]]:
    """Steps from 0 for each rating, and the levels that they stand for on each scale."""
    low = int(score.min())
    width = int(score.max()) - low + 1
    if width > 10_000:
        raise ValueError(
            f"This model is for scales of a few levels; from {score.min():g} to {score.max():g} is none."
        )
    level = score.astype(np.int64) - low
    there = np.bincount(scale * width + level, minlength=scales * width).reshape(scales, width) > 0
    most = int(there.sum(axis=1).max())
    if most > MOST_LEVELS:
        raise ValueError(
            f"{most} levels are used; this model takes up to {MOST_LEVELS}. Join neighbouring levels."
        )
    place = np.cumsum(there, axis=1) - 1
    levels = tuple(tuple((np.flatnonzero(row) + low).astype(float).tolist()) for row in there)
    return place[scale, level].astype(np.int64), levels


def _unused(table: RatingTable, levels: tuple[tuple[float, ...], ...], kind: Kind) -> list[tuple[str, str]]:
    """A warning for levels of the stated scale that nobody was given."""
    if table.range > 100:
        return []
    whole = np.arange(table.low, table.high + 0.5)
    found = []
    for name, used in zip(table.criteria if kind == "partial-credit" else ("",), levels, strict=False):
        missing = [f"{level:g}" for level in whole if level not in used]
        if missing:
            where = f" on {name}" if name else ""
            noun = f"Level {missing[0]} was" if len(missing) == 1 else f"Levels {', '.join(missing)} were"
            message = f"{noun} never given{where}; thresholds are between the levels that were."
            found.append(("unused-level", message))
    return found

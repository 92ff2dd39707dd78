"""Ratings gathered by unit: a candidate within one criterion. The raw material of every coefficient of agreement.

Most coefficients need only how many ratings of each level a unit has. Units with the same counts are kept once, as a
pattern with the number of times it occurs; that makes a bootstrap over a million units as quick as over a hundred.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evenbar.measure.ratings import Floats, Ints, RatingTable

MOST_VALUES = 100  # different scores beyond which counting them says nothing


@dataclass(frozen=True)
class Units:
    """Ratings by unit. ``unit`` and ``interviewer`` (n,) count from 0 without gaps, ``score`` (n,) is in levels."""

    unit: Ints
    interviewer: Ints
    score: Floats
    low: float
    high: float
    repeated: bool = (
        False  # units were parted by occasion or stage, because interviewers rated some of them twice
    )

    @cached_property
    def count(self) -> int:
        """How many units there are."""
        return int(self.unit.max()) + 1

    @cached_property
    def interviewers(self) -> int:
        """How many interviewers there are."""
        return int(self.interviewer.max()) + 1

    @cached_property
    def size(self) -> Ints:
        """How many ratings each unit has (count,)."""
        return np.bincount(self.unit, minlength=self.count)

    @cached_property
    def complete(self) -> bool:
        """Whether every interviewer rated every unit, once."""
        return len(self.score) == self.count * self.interviewers and not self.twice

    @cached_property
    def twice(self) -> bool:
        """Whether somebody rated a unit twice."""
        key = self.unit * self.interviewers + self.interviewer
        return len(np.unique(key)) < len(key)

    @cached_property
    def matrix(self) -> Floats:
        """The ratings as (units, interviewers) where complete."""
        full = np.empty((self.count, self.interviewers))
        full[self.unit, self.interviewer] = self.score
        return full

    @cached_property
    def values(self) -> Floats:
        """The levels there are (q,): all of the scale where scores are whole, else those seen."""
        seen = np.unique(self.score)
        whole = bool((seen == np.round(seen)).all()) and self.low == round(self.low)
        if whole and self.high - self.low < MOST_VALUES:
            return np.arange(self.low, np.floor(self.high) + 1.0)
        return seen

    @cached_property
    def patterns(self) -> "Patterns | None":
        """How often each level was given, by unit; None where there are too many different scores to count."""
        values = self.values
        if len(values) > MOST_VALUES:
            return None
        cell = self.unit * len(values) + np.searchsorted(values, self.score)
        counts = np.bincount(cell, minlength=self.count * len(values)).reshape(self.count, len(values))
        first, times = _distinct(counts)
        return Patterns(counts[first].astype(np.float64), times.astype(np.float64), values)


@dataclass(frozen=True)
class Patterns:
    """Distinct rows of counts. ``counts`` (J, q) ratings of each level, ``times`` (J,) units so, ``values`` (q,)."""

    counts: Floats
    times: Floats
    values: Floats

    @cached_property
    def size(self) -> Floats:
        """Ratings of each pattern (J,)."""
        return np.asarray(self.counts.sum(axis=1))

    def pairable(self) -> "Patterns":
        """Only units with two ratings or more."""
        keep = self.size >= 2
        return Patterns(self.counts[keep], self.times[keep], self.values)


def _distinct(counts: Ints) -> tuple[Ints, Ints]:
    """Where each distinct row first stands, in an order that depends on the rows alone, and how often it occurs."""
    base = int(counts.max()) + 1
    if counts.shape[1] * np.log2(base) < 62:
        key = counts @ (base ** np.arange(counts.shape[1], dtype=np.int64))
        _, first, times = np.unique(key, return_index=True, return_counts=True)
    else:
        _, first, times = np.unique(counts, axis=0, return_index=True, return_counts=True)
    return first.astype(np.int64), times.astype(np.int64)


def units(table: RatingTable, criterion: int | None = None) -> Units:
    """The units of one criterion of a table, or of all of it (a unit is then a candidate-by-criterion cell).

    Where an interviewer rated a unit twice, units are parted by occasion, and if need be by stage.
    """
    chosen = table if criterion is None else table.only(table.criterion == criterion)
    key = chosen.candidate * len(chosen.criteria) + chosen.criterion
    made = _made(key, chosen)
    for label in (chosen.occasion, chosen.stage):
        if made.twice and label is not None:
            key = np.unique(key, return_inverse=True)[1] * (len(label.names) + 1) + label.code + 1
            made = _made(key, chosen, repeated=True)
    return made


def _made(key: Ints, table: RatingTable, *, repeated: bool = False) -> Units:
    unit = np.unique(key, return_inverse=True)[1].astype(np.int64)
    interviewer = np.unique(table.interviewer, return_inverse=True)[1].astype(np.int64)
    return Units(unit, interviewer, table.score, table.low, table.high, repeated)

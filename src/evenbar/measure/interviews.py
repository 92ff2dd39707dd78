"""Ratings added up to whole interviews: all that a Gaussian fit needs to know of a table, found in one pass.

The model is y = columns @ b + interviewer + candidate + candidate:interviewer + error. Candidate and interview
(candidate:interviewer) are blocks: ratings of different candidates share nothing but interviewers and columns.
So the heavy part of a fit is a sum over blocks: the sums here of two sets of candidates can be made apart and added.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evenbar.measure.ratings import Floats, Ints, added


@dataclass(frozen=True)
class Sums:
    """Sums over interviews, sorted by candidate. m interviews, P candidates, R interviewers, K columns.

    ``size`` (m,) ratings of each interview, ``y`` (m,) the sum of its ratings, ``x`` (m, K) the sums of its columns;
    ``yy``, ``xy`` (K,), ``xx`` (K, K), ``ry`` (R,), ``rx`` (R, K), ``rn`` (R,) products over single ratings.
    """

    candidate: Ints
    interviewer: Ints
    size: Floats
    y: Floats
    x: Floats
    yy: float
    xy: Floats
    xx: Floats
    candidates: int
    interviewers: int
    ratings: int

    @cached_property
    def rn(self) -> Floats:
        """Ratings of each interviewer."""
        return self.by_interviewer(self.size)

    @cached_property
    def ry(self) -> Floats:
        """Sum of each interviewer's ratings."""
        return self.by_interviewer(self.y)

    @cached_property
    def rx(self) -> Floats:
        """Sums of each interviewer's columns."""
        return self.by_interviewer(self.x)

    @cached_property
    def _starts(self) -> Ints:
        return np.searchsorted(self.candidate, np.arange(self.candidates)).astype(np.int64)

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.interviewer, kind="stable")

    @cached_property
    def _interviewer_starts(self) -> Ints:
        sorted_ = self.interviewer[self._order]
        return np.searchsorted(sorted_, np.arange(self.interviewers)).astype(np.int64)

    def by_candidate(self, values: Floats) -> Floats:
        """Sums over each candidate's interviews, of (m,) or (m, K) values."""
        if values.ndim == 1:
            return added(self.candidate, values, self.candidates)
        return np.add.reduceat(values, self._starts, axis=0)  # every candidate has an interview

    def by_interviewer(self, values: Floats) -> Floats:
        """Sums over each interviewer's interviews, of (m,) or (m, K) values."""
        if values.ndim == 1:
            return added(self.interviewer, values, self.interviewers)
        return np.add.reduceat(values[self._order], self._interviewer_starts, axis=0)

    @cached_property
    def meetings(self) -> tuple[Ints, Ints, Ints]:
        """Ordered pairs of different interviews of one candidate: first, second, and their cell in an (R, R) matrix."""
        counts = np.bincount(self.candidate, minlength=self.candidates)
        repeats = counts[self.candidate]
        first = np.repeat(np.arange(len(self.candidate)), repeats)
        offset = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        second = self._starts[self.candidate[first]] + offset
        apart = first != second
        first, second = first[apart], second[apart]
        return first, second, self.interviewer[first] * self.interviewers + self.interviewer[second]


def sums(
    *, candidate: Ints, interviewer: Ints, y: Floats, columns: Floats, candidates: int, interviewers: int
) -> Sums:
    """Add ratings up to interviews.

    Parameters
    ----------
    candidate, interviewer : (n,) positions; every candidate from 0 to candidates - 1 has a rating, and so has
        every interviewer
    y : (n,) ratings, best centred
    columns : (n, K) further columns of the model
    """
    key = candidate * interviewers + interviewer
    order = np.argsort(key, kind="stable")
    sorted_ = key[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_[1:] != sorted_[:-1])))
    pairs = sorted_[starts]
    return Sums(
        candidate=pairs // interviewers,
        interviewer=pairs % interviewers,
        size=np.diff(np.append(starts, len(y))).astype(np.float64),
        y=np.add.reduceat(y[order], starts),
        x=np.add.reduceat(columns[order], starts, axis=0),
        yy=float(y @ y),
        xy=columns.T @ y,
        xx=columns.T @ columns,
        candidates=candidates,
        interviewers=interviewers,
        ratings=len(y),
    )

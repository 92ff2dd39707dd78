"""Ratings added up to whole interviews: all that a Gaussian fit needs to know of a table, found in one pass.

The model is y = columns @ b + interviewer + candidate + candidate:interviewer + error. Candidate and interview
(candidate:interviewer) are blocks: ratings of different candidates share nothing but interviewers and columns.
So the heavy part of a fit is a sum over blocks: the sums here of two sets of candidates can be made apart and added.
Columns are never written out: a rating has one column of each group, so its position is all that is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evenbar.measure.ratings import Floats, Interviews, Ints, added, interviews_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Group:
    """Columns of the model that belong together: fixed where ``term`` is empty, else random with one variance.

    Each rating is in the column ``code`` (n,) of the group; without a code the group is one column of ones.
    """

    term: str
    size: int = 1
    code: Ints | None = None


SMALL = 100_000  # cells up to which tables are written out
LEVEL = Group("")  # the common level


@dataclass(frozen=True)
class Sums:
    """Sums over interviews. m interviews, P candidates, R interviewers, K columns.

    ``size`` (m,) ratings of each interview, ``y`` (m,) the sum of its ratings, ``x`` (m, K) sparse, the sums of its
    columns, where several entries of a cell are to be added; ``yy``, ``xy`` (K,), ``xx`` (K, K) products over single
    ratings.
    """

    interviews: Interviews
    groups: tuple[Group, ...]
    size: Floats
    y: Floats
    x: "csr_array"
    yy: float
    xy: Floats
    xx: Floats
    candidates: int
    interviewers: int
    ratings: int

    @property
    def candidate(self) -> Ints:
        """The candidate of each interview (m,)."""
        return self.interviews.candidate

    @property
    def interviewer(self) -> Ints:
        """The interviewer of each interview (m,)."""
        return self.interviews.interviewer

    def by_candidate(self, values: Floats) -> Floats:
        """Sums over each candidate's interviews (P,), of (m,) values."""
        return added(self.candidate, values, self.candidates)

    def by_interviewer(self, values: Floats) -> Floats:
        """Sums over each interviewer's interviews (R,), of (m,) values."""
        return added(self.interviewer, values, self.interviewers)

    @cached_property
    def ends(self) -> Ints:
        """Where each candidate's interviews begin and end (P + 1,)."""
        return np.searchsorted(self.candidate, np.arange(self.candidates + 1))

    @cached_property
    def columns(self) -> "Floats | csr_array":
        """``x``, written out where it is small: what a sparse table costs to set up is then more than it saves."""
        return self.x.toarray() if self.x.shape[0] * self.x.shape[1] <= SMALL else self.x

    def met(self, values: Floats) -> "Floats | csr_array":
        """Values of interviews (m,) as a table of candidates by interviewers (P, R), sparse unless it is small."""
        shape = (self.candidates, self.interviewers)
        if shape[0] * shape[1] <= SMALL:
            full = np.zeros(shape)
            full[self.candidate, self.interviewer] = values
            return full
        from scipy.sparse import csr_array  # slow to load

        return csr_array((values, self.interviewer, self.ends), shape=shape)

    def columns_of_candidates(self, values: Floats) -> Floats:
        """Sums over each candidate's interviews of a value (m,) times their columns (P, K)."""
        if isinstance(self.columns, np.ndarray):
            return np.asarray(np.add.reduceat(values[:, None] * self.columns, self.ends[:-1], axis=0))
        from scipy.sparse import csr_array

        data = np.repeat(values, np.diff(self.x.indptr))
        data *= self.x.data
        shape = (self.candidates, self.x.shape[1])
        return np.asarray(csr_array((data, self.x.indices, self.x.indptr[self.ends]), shape=shape).toarray())

    @cached_property
    def kinds(self) -> tuple[Ints, Ints]:
        """The different sizes of interviews (S,), and which of them each interview has (m,)."""
        sizes = np.flatnonzero(np.bincount(self.interviews.size))
        place = np.zeros(int(sizes[-1]) + 1, dtype=np.int64)
        place[sizes] = np.arange(len(sizes))
        return sizes, place[self.interviews.size]

    @cached_property
    def columns_of_interviewers(self) -> Floats:
        """Sums over each interviewer's interviews of a size of their columns (S, R K)."""
        sizes, kind = self.kinds
        width = self.x.shape[1]
        row = (kind * self.interviewers + self.interviewer) * width
        cell = np.repeat(row, np.diff(self.x.indptr)) + self.x.indices
        count = len(sizes) * self.interviewers * width
        return added(cell, self.x.data, count).reshape(len(sizes), -1)

    @cached_property
    def squares(self) -> Floats:
        """Sums over interviews of a size of x x' (S, K K)."""
        sizes, kind = self.kinds
        whole = [self.x if len(sizes) == 1 else self.x[kind == index] for index in range(len(sizes))]
        return np.array([(part.T @ part).toarray().ravel() for part in whole])

    @cached_property
    def meetings(self) -> tuple[Ints, Ints, Ints]:
        """Pairs of interviews of one candidate: first, second, and their cell in a matrix of order R + K.

        The first has the earlier interviewer, so that all cells are above the diagonal.
        """
        here = np.arange(len(self.candidate))
        later = self.ends[self.candidate + 1] - here - 1
        first = np.repeat(here, later)
        second = np.arange(len(first)) - np.repeat(np.cumsum(later) - later, later) + first + 1
        cell = self.interviewer[first] * (self.interviewers + self.x.shape[1]) + self.interviewer[second]
        return first, second, cell


def sums(
    *,
    candidate: Ints,
    interviewer: Ints,
    y: Floats,
    candidates: int,
    interviewers: int,
    groups: Sequence[Group] = (LEVEL,),
    interviews: Interviews | None = None,
) -> Sums:
    """Add ratings up to interviews.

    Parameters
    ----------
    candidate, interviewer : (n,) positions; every candidate from 0 to candidates - 1 has a rating, and so has
        every interviewer
    y : (n,) ratings, best centred
    groups : of columns beside candidates and interviewers; a group without a code can only be the first
    interviews : the ratings sorted into interviews, where that has been done
    """
    met = interviews if interviews is not None else interviews_of(candidate, interviewer, interviewers)
    level = groups[0].code is None
    first = np.cumsum([0, *(group.size for group in groups)])
    codes = [
        (group.code[met.order] + at).astype(np.int32)
        for group, at in zip(groups, first[:-1], strict=True)
        if group.code is not None
    ]
    sorted_y = y[met.order]
    width = int(first[-1])
    xy = sum((added(code, sorted_y, width) for code in codes), np.zeros(width))
    if level:
        xy[0] = sorted_y.sum()
    return Sums(
        interviews=met,
        groups=tuple(groups),
        size=met.size.astype(np.float64),
        y=np.add.reduceat(sorted_y, met.start),
        x=_columns(codes, met, width, level=level),
        yy=float(sorted_y @ sorted_y),
        xy=xy,
        xx=_products(codes, width, level=level, ratings=len(y)),
        candidates=candidates,
        interviewers=interviewers,
        ratings=len(y),
    )


def _columns(codes: list[NDArray[np.int32]], met: Interviews, width: int, *, level: bool) -> "csr_array":
    """Each interview's columns as a sparse row: one entry a rating and group, and its size for the common level."""
    from scipy.sparse import csr_array

    size, many = met.size, len(codes)
    ends = np.append(met.start, len(met.order)) * many
    if level:
        ends += np.arange(len(ends))
    column = np.zeros(int(ends[-1]), dtype=np.int32)
    value = np.ones(int(ends[-1]))
    place = np.arange(len(met.order)) * many
    if level:
        value[ends[:-1]] = size
        place += np.repeat(np.arange(1, len(size) + 1), size)
    for offset, code in enumerate(codes):
        column[place + offset] = code
    return csr_array((value, column, ends), shape=(len(size), width))


def _products(codes: list[NDArray[np.int32]], width: int, *, level: bool, ratings: int) -> Floats:
    """The sums over single ratings of x x' (K, K)."""
    found = np.zeros((width, width))
    for one in codes:
        found.flat[:: width + 1] += np.bincount(one, minlength=width)
        for other in codes:
            if one is not other:
                cell = one.astype(np.int64) * width + other
                found += np.bincount(cell, minlength=width**2).reshape(width, width)
    if level:
        found[0, :] = found[:, 0] = found.diagonal()
        found[0, 0] = ratings
    return found

"""The rating table: who rated whom on what, and how; with holes. Everything in this room begins with one.

Names are kept once; a rating is four numbers. Reading text is ``rating_file``'s matter, estimates are the
estimators'. Here is what the design allows at all: which candidates and interviewers are linked, and how.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Design = Literal["crossed", "nested", "sparse"]


@dataclass(frozen=True)
class Labels:
    """A further column of names: for each rating the position of its name, -1 where it is not told."""

    names: tuple[str, ...]
    code: Ints

    def only(self, keep: NDArray[np.bool_]) -> "Labels":
        """The labels of some of the ratings; names that are borne no more go."""
        code = self.code[keep]
        used = np.unique(code[code >= 0])
        place = np.full(len(self.names) + 1, -1, dtype=np.int64)  # the last one is that of -1
        place[used] = np.arange(len(used))
        return Labels(tuple(self.names[index] for index in used), place[code])


@dataclass(frozen=True)
class RatingTable:
    """Ratings in long form. Arrays have one entry a rating, all of the same length n, none missing.

    ``candidate``, ``interviewer``, ``criterion`` and ``role`` are positions in the tuples of names; ``score`` is
    in levels from ``low`` to ``high``. ``role`` (opening or department of the candidate) is None where not told.
    So are ``stage``, ``occasion`` and ``group`` (of the candidate), and ``weight`` (a number of 0 or more).
    """

    candidates: tuple[str, ...]
    interviewers: tuple[str, ...]
    criteria: tuple[str, ...]
    candidate: Ints
    interviewer: Ints
    criterion: Ints
    score: Floats
    low: float
    high: float
    roles: tuple[str, ...] = ()
    role: Ints | None = None
    warnings: tuple[tuple[str, str], ...] = ()
    stage: Labels | None = None
    occasion: Labels | None = None
    group: Labels | None = None
    weight: Floats | None = None

    @property
    def n(self) -> int:
        """How many ratings there are."""
        return len(self.score)

    @property
    def range(self) -> float:
        """From the lowest to the highest level."""
        return self.high - self.low

    @cached_property
    def parts(self) -> "Parts":
        """The parts of the candidate-by-interviewer graph that share nobody."""
        met = self.interviews
        return connected(met.candidate, met.interviewer, len(self.candidates), len(self.interviewers))

    @cached_property
    def interviews(self) -> "Interviews":
        """The ratings as interviews: who met whom."""
        return interviews_of(self.candidate, self.interviewer, len(self.interviewers))

    @cached_property
    def met(self) -> Ints:
        """How many candidates each interviewer rated."""
        return np.bincount(self.interviews.interviewer, minlength=len(self.interviewers))

    @cached_property
    def seen(self) -> Ints:
        """How many interviewers rated each candidate."""
        return np.bincount(self.interviews.candidate, minlength=len(self.candidates))

    @cached_property
    def design(self) -> Design:
        """Crossed (everyone met everyone), nested (each interviewer met candidates of their own), or sparse."""
        if len(self.interviews.start) == len(self.candidates) * len(self.interviewers):
            return "crossed"
        return "nested" if (self.met <= 1).all() or (self.seen <= 1).all() else "sparse"

    def only(self, keep: NDArray[np.bool_]) -> "RatingTable":
        """The same table with some of its ratings; names that are rated no more go."""
        chosen: dict[str, Any] = {
            name: getattr(self, name)[keep] for name in ("candidate", "interviewer", "criterion")
        }
        names: dict[str, tuple[str, ...]] = {}
        for one, many in (
            ("candidate", "candidates"),
            ("interviewer", "interviewers"),
            ("criterion", "criteria"),
        ):
            used, chosen[one] = np.unique(chosen[one], return_inverse=True)
            names[many] = tuple(getattr(self, many)[index] for index in used)
        role = None if self.role is None else self.role[keep]
        weight = None if self.weight is None else self.weight[keep]
        labels = {name: getattr(self, name) for name in ("stage", "occasion", "group")}
        kept = {name: None if given is None else given.only(keep) for name, given in labels.items()}
        parts: dict[str, Any] = chosen | names | kept
        return replace(self, **parts, score=self.score[keep], role=role, weight=weight)


@dataclass(frozen=True)
class Interviews:
    """n ratings sorted into m interviews, by candidate and then by interviewer.

    ``order`` (n,) puts the ratings in that order; ``start`` (m,) is where each interview begins in it, ``candidate``
    and ``interviewer`` (m,) who met. An interview is all ratings of one candidate by one interviewer.
    """

    order: Ints
    start: Ints
    candidate: Ints
    interviewer: Ints

    @cached_property
    def size(self) -> Ints:
        """How many ratings each interview has (m,)."""
        return np.diff(self.start, append=len(self.order))


@dataclass(frozen=True)
class Parts:
    """Which part of the graph each candidate and each interviewer is in, counted from 0, the largest first."""

    count: int
    candidate: Ints
    interviewer: Ints


def table(
    *,
    candidate: Sequence[Any] | NDArray[Any],
    interviewer: Sequence[Any] | NDArray[Any],
    criterion: Sequence[Any] | NDArray[Any] | None = None,
    score: ArrayLike,
    role: Sequence[Any] | NDArray[Any] | None = None,
    levels: tuple[float, float] | None = None,
) -> RatingTable:
    """A table from columns of equal length; a score that is not a number is a missing rating and left out.

    Parameters
    ----------
    candidate, interviewer, criterion, role : (n,) names of any kind; criterion None where there is only one
    score : (n,) float, in levels; nan where missing
    levels : the lowest and the highest level; else the lowest and the highest seen

    Raises
    ------
    ValueError : "There is no rating in the table." and where columns differ in length.
    """
    values = np.asarray(score, dtype=np.float64)
    columns: dict[str, Any] = {"candidate": candidate, "interviewer": interviewer}
    columns |= {"criterion": criterion} if criterion is not None else {}
    columns |= {"role": role} if role is not None else {}
    for name, column in columns.items():
        if len(column) != len(values):
            raise ValueError(f"The columns differ in length: {len(column)} {name}s and {len(values)} scores.")
    kept = ~np.isnan(values)
    if not kept.any():
        raise ValueError("There is no rating in the table.")
    codes = {name: _coded(column, kept) for name, column in columns.items()}
    one = (("overall",), np.zeros(int(kept.sum()), dtype=np.int64))
    names = {name: codes.get(name, one) for name in ("candidate", "interviewer", "criterion")}
    low, high = levels if levels is not None else (float(values[kept].min()), float(values[kept].max()))
    roles = codes.get("role")
    return RatingTable(
        candidates=names["candidate"][0],
        interviewers=names["interviewer"][0],
        criteria=names["criterion"][0],
        candidate=names["candidate"][1],
        interviewer=names["interviewer"][1],
        criterion=names["criterion"][1],
        score=values[kept],
        low=float(low),
        high=float(high),
        roles=roles[0] if roles else (),
        role=roles[1] if roles else None,
    )


def _coded(column: Any, kept: NDArray[np.bool_]) -> tuple[tuple[str, ...], Ints]:
    """The names of a column, in order, and for each kept row the position of its name."""
    names, codes = np.unique(np.asarray(column)[kept], return_inverse=True)
    return tuple(map(str, names.tolist())), codes.astype(np.int64)


def interviews_of(candidate: Ints, interviewer: Ints, interviewers: int) -> Interviews:
    """Sort ratings into interviews, in one pass."""
    key = candidate.astype(np.int64) * interviewers + interviewer
    order, key = _sorted(key)
    start = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    pair = key[start]
    return Interviews(order, start, pair // interviewers, pair % interviewers)


def _sorted(key: Ints) -> tuple[Ints, Ints]:
    """The stable order of whole numbers from 0, and the numbers in that order."""
    if bool((key[1:] >= key[:-1]).all()):
        return np.arange(len(key)), key
    bits = len(key).bit_length()
    if int(key.max()) >= 1 << (62 - bits):
        order = np.argsort(key, kind="stable")
        return order, key[order]
    packed = key << bits  # key and place in one number: sorting it is several times faster than an argsort
    packed |= np.arange(len(key))
    packed.sort()
    return packed & ((1 << bits) - 1), packed >> bits


def added(group: Ints, values: Floats, count: int) -> Floats:
    """The sums of values (n,) over groups numbered from 0 (count,)."""
    return np.bincount(group, values, count).astype(np.float64, copy=False)


def connected(candidate: Ints, interviewer: Ints, candidates: int, interviewers: int) -> Parts:
    """The connected parts of the graph whose nodes are people and whose edges are interviews."""
    first, second = candidate, candidates + interviewer
    root = np.arange(candidates + interviewers)
    # Every root that an edge joins to a lower one hangs itself there, until no edge joins two roots.
    while (joined := root[first] != root[second]).any():
        one, other = root[first[joined]], root[second[joined]]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(higher := root[root], root):
            root = higher
    _, label = np.unique(root, return_inverse=True)
    count = int(label.max()) + 1
    order = np.argsort(-np.bincount(label[:candidates], minlength=count), kind="stable")
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    label = rank[label]
    return Parts(count, label[:candidates], label[candidates:])

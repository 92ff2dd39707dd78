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
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

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
        return connected(self.candidate, self.interviewer, len(self.candidates), len(self.interviewers))

    @cached_property
    def design(self) -> Design:
        """Crossed (everyone met everyone), nested (each interviewer met candidates of their own), or sparse."""
        pairs = _pairs(self.candidate, self.interviewer, len(self.interviewers))
        if len(pairs) == len(self.candidates) * len(self.interviewers):
            return "crossed"
        met = np.bincount(np.unique(pairs) % len(self.interviewers), minlength=len(self.interviewers))
        seen = np.bincount(np.unique(pairs) // len(self.interviewers), minlength=len(self.candidates))
        return "nested" if (met <= 1).all() or (seen <= 1).all() else "sparse"

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


def _pairs(candidate: Ints, interviewer: Ints, interviewers: int) -> Ints:
    return np.unique(candidate * interviewers + interviewer)


def added(group: Ints, values: Floats, count: int) -> Floats:
    """The sums of values (n,) over groups numbered from 0 (count,)."""
    return np.bincount(group, values, count).astype(np.float64, copy=False)


def connected(candidate: Ints, interviewer: Ints, candidates: int, interviewers: int) -> Parts:
    """The connected parts of the graph whose nodes are people and whose edges are interviews."""
    size = candidates + interviewers
    ones = np.ones(len(candidate), dtype=np.int8)
    graph = coo_array((ones, (candidate, candidates + interviewer)), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    order = np.argsort(-np.bincount(label[:candidates], minlength=count), kind="stable")
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    label = rank[label]
    return Parts(int(count), label[:candidates], label[candidates:])

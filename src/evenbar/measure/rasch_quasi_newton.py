"""The way up where there are many interviewers: quasi-Newton steps that never hold a matrix of them all.

Curvature is taken from an information without what severities share with one another, which an arrow of a diagonal
and a few borders holds; what is left out is learnt on the way (limited-memory quasi-Newton). A pass over the ratings
is then all that a step costs.

Source: Nocedal (1980), Mathematics of Computation 35, 773-782 (L-BFGS, two-loop recursion).
"""

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from scipy.linalg import LinAlgError, eigh

from evenbar.measure.rasch_information import Arrow
from evenbar.measure.rasch_likelihood import Looked
from evenbar.measure.rasch_search import LONGEST, UNTOLD, Point, Search, apart
from evenbar.measure.ratings import Floats, Ints

REMEMBERED = 8  # steps
FAR = 0.3  # logits: after longer steps the information is looked at again, unless it was known before
NEAR = 1.0  # logits: up to such steps the posteriors of one pass say where those of the next lie
DEGREE = 2


@dataclass(frozen=True)
class Climb:
    """Where the way ended, with the last pass and the information used last."""

    point: Point
    looked: Looked
    known: Any
    passes: int
    converged: bool


class ArrowCurve:
    """Curvature by an arrow: severities apart from one another, each bound to the few other parameters.

    That severities sum to zero is one border more (a multiplier); the other sums are held as in Newton's way. Raises
    LinAlgError where the curvature is not positive.
    """

    def __init__(self, search: Search, known: Arrow, point: Point) -> None:
        layout, prior = search.layout, search.prior(point)
        self.layout = layout
        open_ = search.likelihood.open.copy()
        open_[layout.spread] = not point.stuck
        self.inner: Ints = np.flatnonzero(open_[layout.dense])
        self.severity = known.severity + prior[layout.severity]
        if float(self.severity.min()) <= 0.0:
            raise LinAlgError("an interviewer's curvature is not positive")
        self.borders = np.column_stack([known.cross[:, self.inner], np.ones(layout.interviewers)])
        count = len(self.inner)
        held = search.held[layout.dense][self.inner, 1:]
        inner = np.zeros((count + 1, count + 1))
        inner[:count, :count] = known.others[np.ix_(self.inner, self.inner)]
        inner[:count, :count] += np.diag(prior[layout.dense][self.inner])
        inner[:count, :count] += float(np.mean(np.diag(inner)[:count])) / count * held @ held.T
        inner -= self.borders.T @ (self.borders / self.severity[:, None])
        self.roots, self.axes = eigh(inner, check_finite=False)
        if int((self.roots < 0.0).sum()) != 1 or np.abs(self.roots).min() < 1e-10 * np.abs(self.roots).max():
            raise LinAlgError("the curvature is not positive")
        self.bound = search.held[:, 1:]
        self.across = np.column_stack([self._solved(column) for column in self.bound.T])
        self.turn = np.linalg.solve(self.bound.T @ self.across, self.across.T)

    def _solved(self, slope: Floats) -> Floats:
        layout = self.layout
        first = slope[layout.severity] / self.severity
        rest = np.append(slope[layout.dense][self.inner], 0.0) - self.borders.T @ first
        rest = self.axes @ ((self.axes.T @ rest) / self.roots)
        found = np.zeros_like(slope)
        found[layout.severity] = first - (self.borders @ rest) / self.severity
        found[layout.dense[self.inner]] = rest[:-1]
        return found

    def way(self, slope: Floats) -> Floats:
        """The step that a slope calls for, under the sums held at zero."""
        return np.asarray(self._solved(slope) - self.across @ (self.turn @ slope))

    def variances(self) -> Floats:
        """Of all parameters, as if severities did not blur one another."""
        found = np.zeros(self.layout.size)
        found[self.layout.severity] = 1.0 / self.severity
        inner = self.layout.dense[self.inner]
        free = (self.axes[:-1] ** 2) @ (1.0 / self.roots)
        found[inner] = np.maximum(free - np.einsum("kj,jk->k", self.across[inner], self.turn[:, inner]), 0.0)
        return found


def quasi_newton(
    search: Search, start: Point, known: Arrow | None, *, enough: float, settled: float, most: int = 200
) -> Climb:
    """Quasi-Newton steps until what is promised is no more than enough, and the sds of the priors move no more."""
    likelihood = search.likelihood
    looked = likelihood.look(start.at, degree=DEGREE if known is None else 0, coupled=False)
    learning = known is None
    known = known or _arrow(looked)
    point, curve = start, _curve(search, known, looked, start)
    memory: deque[tuple[Floats, Floats]] = deque(maxlen=REMEMBERED)
    for passes in range(1, most + 1):
        moved = _settled(search, looked, point, curve, memory)
        change = apart(moved, point)
        if change >= settled:
            point, curve = moved, _curve(search, known, looked, moved)
            memory.clear()
        slope = search.slope(looked, point)
        way = _recalled(slope, curve, memory)
        promised = 0.5 * float(way @ slope)
        if promised < enough and change < settled:
            return Climb(replace(point, at=point.at + way), looked, known, passes, converged=True)
        longest = float(np.abs(way).max())
        degree = DEGREE if learning and longest > FAR else 0
        near = looked if longest < NEAR else None
        better = search.step(looked, point, way, partial(_look, search, degree, near))
        if better is None:
            return Climb(point, looked, known, passes, converged=promised < 1e-3)
        memory.append((better[0].at - point.at, slope - search.slope(better[1], better[0])))
        turned = better[0].stuck != point.stuck
        point, looked = better
        if looked.complete is not None:
            known, turned = _arrow(looked), True
        if turned:
            curve = _curve(search, known, looked, point)
            memory.clear()
    return Climb(point, looked, known, most, converged=False)


def _look(search: Search, degree: int, near: Looked | None, at: Floats, _: int) -> Looked:
    return search.likelihood.look(at, degree=degree, coupled=False, near=near)


def _arrow(looked: Looked) -> Arrow:
    assert looked.complete is not None
    assert looked.missing is not None
    return looked.complete.less(looked.missing)


def _curve(search: Search, known: Arrow, looked: Looked, point: Point) -> ArrowCurve:
    """The curvature; where it is not positive, that of known abilities takes its place."""
    try:
        return ArrowCurve(search, known, point)
    except LinAlgError:
        if looked.complete is None:
            looked = search.likelihood.look(point.at, degree=1, coupled=False)
        assert looked.complete is not None
    try:
        return ArrowCurve(search, looked.complete, point)
    except LinAlgError:
        raise ValueError(UNTOLD) from None


def _settled(
    search: Search, looked: Looked, point: Point, curve: ArrowCurve, memory: deque[tuple[Floats, Floats]]
) -> Point:
    """The sds of the priors where they belong if the likelihood were as it looks from here."""
    way = _recalled(search.slope(looked, point), curve, memory)
    near = way * min(1.0, LONGEST / max(float(np.abs(way).max()), 1e-12))
    return search.moved(point, point.at + near, curve.variances())


def _recalled(slope: Floats, curve: ArrowCurve, memory: deque[tuple[Floats, Floats]]) -> Floats:
    """The step that a slope calls for, with what earlier steps have shown of the curvature."""
    rest, shares = slope.copy(), []
    for step, fall in reversed(memory):
        share = float(step @ rest) / float(step @ fall)
        shares.append(share)
        rest -= share * fall
    way = curve.way(rest)
    for (step, fall), share in zip(memory, reversed(shares), strict=True):
        way += step * (share - float(fall @ way) / float(step @ fall))
    return way if float(way @ slope) > 0.0 else curve.way(slope)

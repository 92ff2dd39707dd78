"""The search for the most likely parameters of a many-facet Rasch model, with or without priors, and their errors.

Severities and difficulties sum to zero, and so do the thresholds of a scale. Without priors this is maximum marginal
likelihood. With them severities are N(0, sd^2) and difficulties likewise; their sds are found by Laplace's
approximation of the likelihood with severities integrated out. A sd is sought on its logarithm, which keeps it off
zero where a handful of interviewers say little.

Source: Chung, Rabe-Hesketh, Dorie, Gelman and Liu (2013), Psychometrika 78, 685-709 (a mode that stays off zero).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.linalg.lapack import dpotri

from evenbar.measure.rasch_likelihood import Layout, Likelihood, Looked
from evenbar.measure.ratings import Floats

LEAST_SD = 0.03  # logits
MOST_SD = 12.0
FAR = 0.5  # half the promised gain above which the information is always looked at again
CLOSE = 1e-7  # half the promised gain in log-likelihood below which the search has arrived
LONGEST = 2.0  # logits that a step may move a parameter
FARTHEST = 20.0  # logits: a parameter beyond that is on its way to infinity
SETTLED = 1e-4  # change of the logarithm of a sd below which it has arrived
LARGE = 150  # parameters above which the inverse of the information is made at the end only
COARSE, FINE = 3, 4  # degree of the missing information on the way, and at the end
SAMPLED, SAMPLED_EACH = (
    12_000,
    40,
)  # ratings, and ratings an interviewer, of the part that a search begins with


@dataclass(frozen=True)
class Priors:
    """Scales of half-normal priors on the sds of ability, severity and difficulty, in logits."""

    ability: float = 1.5
    severity: float = 0.5
    difficulty: float = 1.0


@dataclass(frozen=True)
class Point:
    """Parameters with the sds of their priors, in logits; ``stuck`` where the spread of ability is at its least."""

    at: Floats
    severity_sd: float
    difficulty_sd: float
    stuck: bool = False


@dataclass(frozen=True)
class Found:
    """Where the search ended: the last pass, the covariance of all parameters, and whether it arrived."""

    point: Point
    looked: Looked
    covariance: Floats
    converged: bool
    passes: int


def held(layout: Layout) -> Floats:
    """The sums that are held at zero, a column each: severities, difficulties, the thresholds of each scale."""
    parts = [layout.severity, layout.difficulty]
    for scale in range(layout.scales):
        first = layout.threshold.start + scale * layout.steps
        parts.append(slice(first, first + layout.steps))
    found = np.zeros((layout.size, len(parts)))
    for column, part in enumerate(parts):
        found[part, column] = 1.0
    return found


class Search:
    """A likelihood with its priors (None for none) and the sums that are held at zero."""

    def __init__(self, likelihood: Likelihood, priors: Priors | None) -> None:
        self.likelihood = likelihood
        self.layout = likelihood.layout
        self.priors = priors
        self.held = held(self.layout)[likelihood.open]

    def start(self) -> Point:
        """Thresholds from how often each level was given, everything else at nothing."""
        s = self.likelihood.steps
        at = np.zeros(self.layout.size)
        taken = np.concatenate([np.bincount(s.scale[s.of_criterion], s.count)[:, None], s.reached], axis=1)
        given = np.maximum(taken - np.append(taken[:, 1:], np.zeros((len(taken), 1)), axis=1), 0.5)
        thresholds = np.log(given[:, :-1] / given[:, 1:])
        open_ = np.arange(1, self.layout.steps + 1) <= s.top[:, None]
        mean = (thresholds * open_).sum(axis=1) / s.top
        at[self.layout.threshold] = np.where(open_, thresholds - mean[:, None], 0.0).ravel()
        at[0] = -float(mean.mean())
        if len(s.top) > 1:
            at[self.layout.difficulty] = mean - mean.mean()
        return Point(at, 0.4, 0.5)

    def value(self, looked: Looked, point: Point) -> float:
        """The log-likelihood with the priors on severities, difficulties and the spread of ability."""
        if self.priors is None:
            return looked.loglik
        at, layout = point.at, self.layout
        severity, difficulty = at[layout.severity], at[layout.difficulty]
        spread = float(at[layout.spread])
        return float(
            looked.loglik
            - 0.5 * float(severity @ severity) / point.severity_sd**2
            - 0.5 * float(difficulty @ difficulty) / point.difficulty_sd**2
            - 0.5 * np.exp(2.0 * spread) / self.priors.ability**2
            + spread
        )

    def slope(self, looked: Looked, point: Point) -> Floats:
        """The slope of ``value``."""
        slope = looked.slope.copy()
        if self.priors is not None:
            layout = self.layout
            slope[layout.severity] -= point.at[layout.severity] / point.severity_sd**2
            slope[layout.difficulty] -= point.at[layout.difficulty] / point.difficulty_sd**2
            slope[layout.spread] += 1.0 - np.exp(2.0 * point.at[layout.spread]) / self.priors.ability**2
        return slope

    def curve(self, information: Floats, point: Point, *, whole: bool) -> "Curve | None":
        """The curvature of ``value``; None where information is not positive."""
        open_ = np.flatnonzero(self.likelihood.open)
        open_ = open_[:-1] if point.stuck else open_  # the spread of ability is the last parameter
        held = self.held[: len(open_)]
        part = information[np.ix_(open_, open_)]
        np.fill_diagonal(part, np.diag(part) + self._prior(point)[open_])
        scale = float(np.mean(np.diag(part))) / len(open_)
        for column in held.T:
            there = np.flatnonzero(column)
            part[there[:, None], there] += scale
        spread = np.diag(part).copy()
        try:
            factor, _ = cho_factor(part, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError:
            return None
        across = cho_solve((factor, True), held, check_finite=False)
        turn = np.linalg.solve(held.T @ across, across.T)
        if not whole and len(open_) > LARGE:
            return Curve(open_, factor, None, across, turn, 1.0 / spread)
        inverse, failed = dpotri(factor, lower=1, overwrite_c=1)
        if failed:
            return None
        below = np.tril(inverse, -1)
        inverse = np.diag(np.diag(inverse)) + below + below.T - across @ turn
        return Curve(open_, factor, inverse, across, turn, np.diag(inverse))

    def _prior(self, point: Point) -> Floats:
        """What the priors add to the information, which is on its diagonal only."""
        layout = self.layout
        found = np.zeros(layout.size)
        if self.priors is not None:
            found[layout.severity] = 1.0 / point.severity_sd**2
            found[layout.difficulty] = 1.0 / point.difficulty_sd**2
            found[layout.spread] = 2.0 * np.exp(2.0 * point.at[layout.spread]) / self.priors.ability**2
        return found

    def moved(self, point: Point, at: Floats, variances: Floats) -> Point:
        """The point with sds where Laplace's likelihood is flat, given severities and their variances.

        With q free severities, sum of squares and of variances S and prior scale c, the sd s solves
        S / s^2 - q + 1 - s^2 / c^2 = 0.
        """
        if self.priors is None:
            return point
        found = []
        for part, scale in (
            (self.layout.severity, self.priors.severity),
            (self.layout.difficulty, self.priors.difficulty),
        ):
            count = part.stop - part.start - 1
            squares = float(at[part] @ at[part]) + float(variances[part].sum())
            line = max(count - 1, 0)
            root = line + np.sqrt(line**2 + 4.0 * squares / scale**2)
            square = 2.0 * squares / root if squares > 0.0 else 0.0
            found.append(float(np.clip(np.sqrt(square), LEAST_SD, MOST_SD)) if count else scale)
        return replace(point, severity_sd=found[0], difficulty_sd=found[1])


@dataclass(frozen=True)
class Curve:
    """Curvature at a point: the way to the top from a slope, and the variances of all parameters.

    Of the largest models the inverse is made at the end only; ``spread`` are their variances if all parameters but one
    were known.
    """

    open: NDArray[np.int64]
    factor: Floats
    inverse: Floats | None
    across: Floats
    turn: Floats
    spread: Floats

    def way(self, slope: Floats) -> Floats:
        """The step that a slope calls for."""
        part = slope[self.open]
        if self.inverse is not None:
            step = self.inverse @ part
        else:
            step = cho_solve((self.factor, True), part, check_finite=False) - self.across @ (self.turn @ part)
        found = np.zeros_like(slope)
        found[self.open] = step
        return found

    def variances(self, size: int) -> Floats:
        """Of all parameters (size,)."""
        found = np.zeros(size)
        found[self.open] = self.spread
        return found

    def covariance(self, size: int) -> Floats:
        """Of all parameters (size, size), under the sums held at zero."""
        assert self.inverse is not None
        found = np.zeros((size, size))
        found[np.ix_(self.open, self.open)] = self.inverse
        return found


def searched(likelihood: Likelihood, priors: Priors | None) -> Found:
    """The most likely parameters; of a large table begun with a part of the candidates."""
    search = Search(likelihood, priors)
    ratings = len(likelihood.steps.step)
    start, known = search.start(), None
    stride = ratings // max(SAMPLED, SAMPLED_EACH * search.layout.interviewers)
    if stride > 1:
        part = Search(Likelihood(likelihood.steps.every(stride)), Priors())
        climb = _climbed(part, start, None, enough=0.1, settled=0.02)
        start, known = climb.point, climb.known.times(likelihood.candidates / part.likelihood.candidates)
    enough = CLOSE * max(1.0, ratings / 10_000)
    climb = _climbed(search, start, known, enough=enough, settled=SETTLED)
    _check_finite(climb.point, search.layout)
    looked = likelihood.look(climb.point.at, degree=FINE if stride <= 1 else COARSE)
    curve = _curve(search, Known.of(looked), climb.point, whole=True)
    size = search.layout.size
    point = search.moved(climb.point, climb.point.at, curve.variances(size))
    return Found(point, looked, curve.covariance(size), climb.converged, climb.passes)


def _check_finite(point: Point, layout: Layout) -> None:
    """Refuse parameters that were on their way to infinity."""
    if float(np.abs(point.at).max()) > FARTHEST or point.at[layout.spread] > np.log(0.9 * MOST_SD):
        raise ValueError(
            "These ratings have no finite fit without priors: they are too few, or follow an order too closely."
            " Let severities be shrunken (random), or rate more."
        )


@dataclass(frozen=True)
class Known:
    """Information as a pass found it: with abilities integrated out, and as if they were known."""

    information: Floats
    complete: Floats

    @staticmethod
    def of(looked: Looked) -> "Known":
        assert looked.information is not None
        assert looked.complete is not None
        return Known(looked.information, looked.complete)

    def times(self, factor: float) -> "Known":
        """What so many times as many candidates would tell."""
        return Known(self.information * factor, self.complete * factor)


@dataclass(frozen=True)
class Climb:
    """Where Newton's steps ended, with the information used last."""

    point: Point
    known: Known
    passes: int
    converged: bool


def _climbed(
    search: Search, start: Point, known: Known | None, *, enough: float, settled: float, most: int = 100
) -> Climb:
    """Newton's steps until what is promised is no more than enough, and the sds of the priors move no more.

    The information is looked at again only where the one at hand no longer leads up fast. Where it is not positive,
    that of known abilities takes its place: a slower step, but uphill.
    """
    point, before, far = start, np.inf, FAR if known is None else np.inf
    looked = search.likelihood.look(point.at, degree=COARSE if known is None else 0)
    known = known or Known.of(looked)
    curve = _curve(search, known, point)
    for passes in range(1, most + 1):
        change = 0.0
        if search.priors is not None:
            first = point
            point, curve = _settled(search, looked, known, point, curve)
            change = _apart(point, first)
        slope = search.slope(looked, point)
        way = curve.way(slope)
        promised = 0.5 * float(way @ slope)
        if promised < enough and change < settled:
            return Climb(replace(point, at=point.at + way), known, passes, converged=True)
        better = _step(search, looked, point, way, fresh=promised > min(far, 0.1 * before))
        if better is None:
            return Climb(point, known, passes, converged=promised < 1e-4)
        turned = better[0].stuck != point.stuck
        point, looked = better
        before = promised
        if turned:
            curve = _curve(search, known, point)
        if looked.information is not None:
            known, before, far = Known.of(looked), np.inf, FAR
            curve = _curve(search, known, point)
    return Climb(point, known, most, converged=False)


def _settled(search: Search, looked: Looked, known: Known, point: Point, curve: Curve) -> tuple[Point, Curve]:
    """The sds of the priors moved to where they belong if the likelihood were as it looks from here."""
    size = search.layout.size
    for _ in range(max(1, min(30, 600 // size))):
        way = curve.way(search.slope(looked, point))
        near = way * min(1.0, LONGEST / max(float(np.abs(way).max()), 1e-12))
        moved = search.moved(point, point.at + near, curve.variances(size))
        change = _apart(moved, point)
        if change < 0.1 * SETTLED:
            break
        point, curve = moved, _curve(search, known, moved)
    return point, curve


def _apart(one: Point, other: Point) -> float:
    """How far the sds of two points are apart, in logarithms."""
    severity = abs(np.log(one.severity_sd / other.severity_sd))
    return float(max(severity, abs(np.log(one.difficulty_sd / other.difficulty_sd))))


def _curve(search: Search, known: Known, point: Point, *, whole: bool = False) -> Curve:
    found = search.curve(known.information, point, whole=whole) or search.curve(
        known.complete, point, whole=whole
    )
    if found is None:
        raise ValueError(
            "The ratings do not carry this model: its parameters cannot be told apart. Rate more."
        )
    return found


def _step(
    search: Search, looked: Looked, point: Point, way: Floats, *, fresh: bool
) -> tuple[Point, Looked] | None:
    """A step uphill and the pass made there, with information where that is wanted; None where no step helps."""
    value = search.value(looked, point)
    slack = 1e-12 * max(abs(value), 1.0)
    longest = float(np.abs(way).max())
    share = min(1.0, LONGEST / longest) if longest > 0.0 else 1.0
    spread = search.layout.spread
    for _ in range(20):
        at = point.at + share * way
        at[spread] = np.clip(at[spread], np.log(LEAST_SD), np.log(MOST_SD))
        found = search.likelihood.look(at, degree=COARSE if fresh else 0)
        moved = replace(point, at=at)
        low = at[spread] <= np.log(LEAST_SD) + 1e-9
        moved = replace(moved, stuck=bool(low and search.slope(found, moved)[spread] < 0.0))
        if search.value(found, moved) >= value - slack:
            return moved, found
        share, fresh = 0.5 * share, True
    return None

"""The way up to the most likely parameters of a many-facet Rasch model, and their covariance there.

Newton's steps with the whole information where there are up to 120 interviewers; where there are more,
``rasch_quasi_newton`` leads up without it, and it is made once at the top. A large table is begun with a part of its
candidates.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.linalg.lapack import dpotri

from evenbar.measure.rasch_information import Arrow
from evenbar.measure.rasch_likelihood import Likelihood, Looked
from evenbar.measure.rasch_quasi_newton import Climb, quasi_newton
from evenbar.measure.rasch_search import LONGEST, MOST_SD, UNTOLD, Point, Priors, Search, apart
from evenbar.measure.rasch_tables import Layout
from evenbar.measure.ratings import Floats, Ints, added

CLOSE = 1e-7  # half the promised gain in log-likelihood below which the search has arrived
FAR = 0.5  # half the promised gain above which the information is always looked at again
SETTLED = 1e-4  # change of the logarithm of a sd below which it has arrived
LARGE = 120  # interviewers above which the whole information is made at the end only
COARSE, FINE = 3, 4  # degree of the missing information on the way and at the end
MANY = 500_000  # ratings above which the first degree is fine enough, as abilities are known well
SAMPLED, SAMPLED_EACH = (
    12_000,
    40,
)  # ratings, and ratings an interviewer, of the part that a search begins with
FARTHEST = 20.0  # logits: a parameter beyond that is on its way to infinity


@dataclass(frozen=True)
class Found:
    """Where the search ended: the last pass, the covariance of all parameters, and whether it arrived."""

    point: Point
    looked: Looked
    covariance: Floats
    converged: bool
    passes: int


def searched(likelihood: Likelihood, priors: Priors | None) -> Found:
    """The most likely parameters, without priors or with them.

    Raises
    ------
    ValueError : "These ratings have no finite fit without priors: they are too few, or follow an order too closely."
    """
    search = Search(likelihood, priors)
    ratings, size = len(likelihood.steps.step), search.layout.size
    start, known = search.start(), None
    stride = ratings // max(SAMPLED, SAMPLED_EACH * search.layout.interviewers)
    if stride > 1:
        part = Search(Likelihood(likelihood.steps.every(stride)), Priors())
        climb = _up(part, start, None, enough=0.1, settled=0.02)
        start, known = climb.point, _enlarged(climb.known, part.likelihood, likelihood)
    climb = _up(search, start, known, enough=CLOSE * max(1.0, ratings / 10_000), settled=SETTLED)
    _check_finite(climb.point, search.layout)
    looked = likelihood.look(climb.point.at, degree=_degree(ratings, stride), near=climb.looked)
    curve = _curve(search, Whole.of(looked, search.layout), climb.point)
    point = search.moved(climb.point, climb.point.at, curve.variances(size))
    covariance = search.widened(point, curve.covariance(size))
    return Found(point, looked, covariance, climb.converged, climb.passes)


def _degree(ratings: int, stride: int) -> int:
    if stride <= 1:
        return FINE
    return 2 if ratings < MANY else 1


def _enlarged(known: "Whole | Arrow", part: Likelihood, whole: Likelihood) -> "Whole | Arrow":
    """The information of a part of the candidates, as that of all of them."""
    if isinstance(known, Whole):
        return known.times(whole.candidates / part.candidates)
    size = whole.layout.interviewers
    return known.spread_out(
        *(added(one.steps.of_interviewer, one.steps.count, size) for one in (part, whole))
    )


def _up(
    search: Search, start: Point, known: "Whole | Arrow | None", *, enough: float, settled: float
) -> "Climb":
    """To the top from a start, with what information is known already."""
    if search.layout.interviewers > LARGE:
        assert known is None or isinstance(known, Arrow)
        return quasi_newton(search, start, known, enough=enough, settled=max(settled, 10.0 * SETTLED))
    assert known is None or isinstance(known, Whole)
    return _newton(search, start, known, enough=enough, settled=settled)


def _check_finite(point: Point, layout: Layout) -> None:
    """Refuse parameters that were on their way to infinity."""
    if not float(np.abs(point.at).max()) <= FARTHEST or point.at[layout.spread] > np.log(0.9 * MOST_SD):
        raise ValueError(
            "These ratings have no finite fit without priors: they are too few, or follow an order too closely."
            " Let severities be shrunken (random), or rate more."
        )


@dataclass(frozen=True)
class Whole:
    """Information of all parameters as a pass found it: with abilities integrated out, and as if they were known."""

    information: Floats
    complete: Arrow

    @staticmethod
    def of(looked: Looked, layout: Layout) -> "Whole":
        """What a pass found."""
        assert looked.complete is not None
        assert looked.missing is not None
        assert looked.coupling is not None
        information = looked.complete.less(looked.missing).full(layout)
        severity = np.arange(layout.severity.start, layout.severity.stop)
        information[severity, severity] = looked.complete.severity
        information[layout.severity, layout.severity] -= looked.coupling
        return Whole(information, looked.complete)

    def times(self, factor: float) -> "Whole":
        """What so many times as many candidates would tell."""
        return Whole(self.information * factor, self.complete.times(factor))


@dataclass(frozen=True)
class Curve:
    """The covariance of the parameters that are open, under the sums held at zero."""

    open: Ints
    inverse: Floats

    def way(self, slope: Floats) -> Floats:
        """The step that a slope calls for."""
        found = np.zeros_like(slope)
        found[self.open] = self.inverse @ slope[self.open]
        return found

    def variances(self, size: int) -> Floats:
        """Of all parameters (size,)."""
        found = np.zeros(size)
        found[self.open] = np.diag(self.inverse)
        return found

    def covariance(self, size: int) -> Floats:
        """Of all parameters (size, size)."""
        found = np.zeros((size, size))
        found[np.ix_(self.open, self.open)] = self.inverse
        return found


def _curve(search: Search, known: Whole, point: Point) -> Curve:
    """The curvature at a point, from the information, or where that is not positive from that of known abilities."""
    found = _inverted(search, known.information, point) or _inverted(
        search, known.complete.full(search.layout), point
    )
    if found is None:
        raise ValueError(UNTOLD)
    return found


def _inverted(search: Search, information: Floats, point: Point) -> Curve | None:
    """The inverse A - A U (U' A U)^-1 U' A, with A that of the information with the sums U held by a weight."""
    open_ = np.flatnonzero(search.likelihood.open)
    open_ = open_[:-1] if point.stuck else open_  # the spread of ability is the last parameter
    held = search.held[open_]
    part = information[np.ix_(open_, open_)]
    np.fill_diagonal(part, np.diag(part) + search.prior(point)[open_])
    scale = float(np.mean(np.diag(part))) / len(open_)
    for column in held.T:
        there = np.flatnonzero(column)
        part[there[:, None], there] += scale
    try:
        factor, _ = cho_factor(part, lower=True, overwrite_a=True, check_finite=False)
        across = cho_solve((factor, True), held, check_finite=False)
        turn = np.linalg.solve(held.T @ across, across.T)
    except LinAlgError:
        return None
    inverse, failed = dpotri(factor, lower=1, overwrite_c=1)
    if failed:
        return None
    below = np.tril(inverse, -1)
    return Curve(open_, np.diag(np.diag(inverse)) + below + below.T - across @ turn)


def _newton(
    search: Search, start: Point, known: Whole | None, *, enough: float, settled: float, most: int = 100
) -> Climb:
    """Newton's steps until what is promised is no more than enough, and the sds of the priors move no more.

    The information is looked at again only where the one at hand no longer leads up fast.
    """
    likelihood, layout = search.likelihood, search.layout
    point, before, far = start, np.inf, FAR if known is None else np.inf
    looked = likelihood.look(point.at, degree=COARSE if known is None else 0)
    known = known or Whole.of(looked, layout)
    curve = _curve(search, known, point)
    for passes in range(1, most + 1):
        first = point
        if search.priors is not None:
            point, curve = _settled(search, looked, known, point, curve)
        slope = search.slope(looked, point)
        way = curve.way(slope)
        promised = 0.5 * float(way @ slope)
        if promised < enough and apart(point, first) < settled:
            return Climb(replace(point, at=point.at + way), looked, known, passes, converged=True)
        fresh = promised > min(far, 0.1 * before)
        better = search.step(looked, point, way, partial(_look, search, fresh))
        if better is None:
            return Climb(point, looked, known, passes, converged=promised < 1e-4)
        turned = better[0].stuck != point.stuck
        point, looked = better
        before = promised
        if looked.complete is not None:
            known, before, far, turned = Whole.of(looked, layout), np.inf, FAR, True
        if turned:
            curve = _curve(search, known, point)
    return Climb(point, looked, known, most, converged=False)


def _look(search: Search, fresh: bool, at: Floats, trial: int) -> Looked:
    return search.likelihood.look(at, degree=COARSE if fresh or trial else 0)


def _settled(search: Search, looked: Looked, known: Whole, point: Point, curve: Curve) -> tuple[Point, Curve]:
    """The sds of the priors moved to where they belong if the likelihood were as it looks from here."""
    size = search.layout.size
    for _ in range(max(1, min(30, 600 // size))):
        way = curve.way(search.slope(looked, point))
        near = way * min(1.0, LONGEST / max(float(np.abs(way).max()), 1e-12))
        moved = search.moved(point, point.at + near, curve.variances(size))
        if apart(moved, point) < 0.1 * SETTLED:
            break
        point, curve = moved, _curve(search, known, moved)
    return point, curve

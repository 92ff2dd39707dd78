"""Joint maximum likelihood of a many-facet Rasch model: abilities as parameters beside severities and difficulties.

Offered for comparison with FACETS only. At the size of a hiring panel it overstates how far interviewers differ, has
no finite answer for candidates with nothing but lowest or highest levels, and its errors are too small, because each
is worked out as if every other parameter were known. Marginal likelihood is the estimator to use.

Source: Linacre (1989), Many-Facet Rasch Measurement; Wright and Masters (1982), Rating Scale Analysis. Tested against
mfrmr and immer on the data ``mfrmr_example_core``.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evenbar.measure.rasch_likelihood import Likelihood
from evenbar.measure.rasch_scale import EXTREME, Steps
from evenbar.measure.rasch_search import held
from evenbar.measure.rasch_tables import probabilities
from evenbar.measure.ratings import Floats, Ints, added, connected

CLOSE = 1e-10
MOST_STEPS = 200
LONGEST = 1.0
FARTHEST = 30.0
UNLIKELY = 12.0  # logits: an estimate beyond that is on its way to infinity


@dataclass(frozen=True)
class Joint:
    """Parameters in the layout of the likelihood, abilities (P,) on the same scale, errors of both, and what was seen.

    ``mean`` and ``variance`` (n,) are of each rating's step at the estimates, in the order of the steps. ``extreme``
    (P,) marks candidates with nothing but lowest (-1) or highest (1) steps.
    """

    at: Floats
    ability: Floats
    error: Floats
    ability_error: Floats
    mean: Floats
    variance: Floats
    deviance: float
    extreme: NDArray[np.int8]
    converged: bool


@dataclass(frozen=True)
class _Seen:
    """Probabilities of some ratings: P(step k or more) (steps, n), the logit of a step, and the common divisor (n,)."""

    above: Floats
    level: Floats
    log_total: Floats

    @cached_property
    def mean(self) -> Floats:
        """The step that is expected of each rating."""
        return np.asarray(self.above.sum(axis=0))

    @cached_property
    def variance(self) -> Floats:
        """The variance of each rating's step."""
        odd = 2.0 * np.arange(1, len(self.above) + 1) - 1.0
        return np.maximum(odd @ self.above - self.mean**2, 1e-12)


def joint(likelihood: Likelihood) -> Joint:
    """The parameters under which the ratings were most likely, abilities included.

    Candidates with nothing but lowest or highest steps are left out, then measured at totals moved by 0.3 of a step.

    Raises
    ------
    ValueError : "Every candidate has nothing but lowest or highest levels, so joint estimation has no answer; take
        marginal estimation (mml)."
    """
    s = likelihood.steps
    extreme = _extremes(s, likelihood.candidates)
    inner = extreme[s.candidate] == 0
    if not inner.any():
        raise ValueError(
            "Every candidate has nothing but lowest or highest levels, so joint estimation has no answer; take"
            " marginal estimation (mml)."
        )
    climb = _Climb(likelihood, np.flatnonzero(inner))
    at, ability, converged = climb.top()
    if max(float(np.abs(at).max()), float(np.abs(ability).max())) > UNLIKELY:
        raise ValueError(
            "Joint estimation has no finite answer for these ratings: they are too few, or follow an order too"
            " closely. Take marginal estimation (mml)."
        )
    rows = np.arange(len(s.step))
    ability = _outer(likelihood, at, ability, extreme)
    whole = _seen(likelihood, at, ability, rows)
    diagonal = np.diag(likelihood.gathered(_cells(likelihood, whole, rows), 0.0).full(likelihood.layout))
    own = added(s.candidate, whole.variance, likelihood.candidates)
    return Joint(
        at=at,
        ability=ability,
        error=np.where(diagonal > 0.0, 1.0 / np.sqrt(np.maximum(diagonal, 1e-12)), 0.0),
        ability_error=1.0 / np.sqrt(np.maximum(own, 1e-12)),
        mean=whole.mean,
        variance=whole.variance,
        deviance=-2.0 * _loglik(likelihood, _seen(likelihood, at, ability, climb.rows), at, climb.rows),
        extreme=extreme,
        converged=converged,
    )


def _extremes(s: Steps, candidates: int) -> NDArray[np.int8]:
    room = added(s.candidate, (s.top[s.cell_scale[s.cell]] - s.step).astype(np.float64), candidates)
    total = added(s.candidate, s.step.astype(np.float64), candidates)
    return np.asarray((room == 0.0).astype(np.int8) - (total == 0.0).astype(np.int8))


def _seen(likelihood: Likelihood, at: Floats, ability: Floats, rows: Ints) -> _Seen:
    s = likelihood.steps
    cell = s.cell[rows]
    level = likelihood.level(at)[cell] + ability[s.candidate[rows]]
    above, log_total = probabilities(level, likelihood.factors(at)[cell], np.zeros(1))
    return _Seen(above[:, :, 0], level, log_total[:, 0])


def _loglik(
    likelihood: Likelihood, seen: _Seen, at: Floats, rows: Ints, *, moved: Floats | None = None
) -> float:
    """The log-likelihood of some ratings; ``moved`` is added to their steps."""
    s = likelihood.steps
    step = s.step[rows]
    passed = np.concatenate([np.zeros((len(s.top), 1)), np.cumsum(likelihood.thresholds(at), axis=1)], axis=1)
    taken = passed[s.cell_scale[s.cell[rows]], step]
    total = step if moved is None else step + moved
    return float((total * seen.level - taken - seen.log_total).sum())


def _cells(likelihood: Likelihood, seen: _Seen, rows: Ints) -> Floats:
    """Information of each cell about its steps (c, steps, steps)."""
    s, count = likelihood.steps, likelihood.layout.steps
    found = np.empty((s.cells, count, count))
    for k in range(count):
        for j in range(k + 1):
            both = seen.above[k] * (1.0 - seen.above[j])
            found[:, j, k] = found[:, k, j] = added(s.cell[rows], both, s.cells)
    return found


class _Climb:
    """Newton's steps over all parameters, abilities eliminated first, on the ratings of candidates in between."""

    def __init__(self, likelihood: Likelihood, rows: Ints) -> None:
        self.likelihood, self.rows = likelihood, rows
        s, layout = likelihood.steps, likelihood.layout
        self.candidate, self.cell, self.step = s.candidate[rows], s.cell[rows], s.step[rows]
        some = replace(s, candidate=self.candidate, step=self.step, cell=self.cell)
        self.moved = (some.tilt / np.maximum(some.count, 1.0))[self.cell]
        self.inner = np.bincount(self.candidate, minlength=likelihood.candidates) > 0
        open_ = likelihood.open.copy()
        open_[0] = open_[layout.spread] = False
        self.open = np.flatnonzero(open_)
        self.bound = self._bound()[self.open]

    def _bound(self) -> Floats:
        """What is held at zero: as everywhere, but severities within each part that shares nobody with the others."""
        layout, s = self.likelihood.layout, self.likelihood.steps
        interviewer = s.of_interviewer[self.cell]
        parts = connected(self.candidate, interviewer, self.likelihood.candidates, layout.interviewers)
        within = np.zeros((layout.size, parts.count))
        within[1 + np.arange(layout.interviewers), parts.interviewer] = 1.0
        return np.concatenate([within, held(layout)[:, 1:]], axis=1)

    def top(self) -> tuple[Floats, Floats, bool]:
        """Parameters, abilities, and whether the search arrived."""
        at, ability = np.zeros(self.likelihood.layout.size), np.zeros(self.likelihood.candidates)
        seen = _seen(self.likelihood, at, ability, self.rows)
        for _ in range(MOST_STEPS):
            way, turn, promised = self._way(seen)
            if promised < CLOSE:
                return at, ability, True
            better = self._step(at, ability, seen, way, turn)
            if better is None:
                return at, ability, promised < 1e-6
            at, ability, seen = better
        return at, ability, False

    def _way(self, seen: _Seen) -> tuple[Floats, Floats, float]:
        """The step of parameters and of abilities, and the gain that it promises."""
        size, people = self.likelihood.layout.size, self.likelihood.candidates
        over = self.step + self.moved - seen.mean
        slope, own = self._slope(seen, over)[self.open], added(self.candidate, over, people)
        spread = np.where(self.inner, added(self.candidate, seen.variance, people), 1.0)
        across = csr_array(self._across(seen)[:, self.open])
        left = csr_array(across.multiply(1.0 / spread[:, None]))
        information = self.likelihood.gathered(_cells(self.likelihood, seen, self.rows), 0.0)
        system = information.full(self.likelihood.layout)
        system = system[np.ix_(self.open, self.open)] - (across.T @ left).toarray()
        system += float(np.trace(system)) / len(system) ** 2 * self.bound @ self.bound.T
        wanted = np.column_stack([slope - left.T @ own, self.bound])
        solved = np.linalg.lstsq(system, wanted, rcond=1e-11)[0]
        part, across_bound = solved[:, 0], solved[:, 1:]
        part = (
            part
            - across_bound @ np.linalg.lstsq(self.bound.T @ across_bound, self.bound.T @ part, rcond=1e-11)[0]
        )
        way = np.zeros(size)
        way[self.open] = part
        turn = (own - across @ part) / spread
        return way, turn, 0.5 * float(part @ slope + turn @ own)

    def _slope(self, seen: _Seen, over: Floats) -> Floats:
        """Observed less expected of all parameters but abilities."""
        s, layout = self.likelihood.steps, self.likelihood.layout
        slope = np.zeros(layout.size)
        slope[: layout.difficulty.stop] = self.likelihood.direction.T @ added(self.cell, over, s.cells)
        scale = s.cell_scale[self.cell]
        for k in range(layout.steps):
            short = seen.above[k] - (self.step > k)
            here = slice(layout.threshold.start + k, layout.threshold.stop, layout.steps)
            slope[here] = added(scale, short, layout.scales)
        return slope

    def _across(self, seen: _Seen) -> csr_array:
        """Information that abilities share with the other parameters (P, parameters)."""
        s, layout = self.likelihood.steps, self.likelihood.layout
        columns = [1 + s.of_interviewer[self.cell], layout.difficulty.start + s.of_criterion[self.cell]]
        values = [-seen.variance, -seen.variance]
        first = layout.threshold.start + s.cell_scale[self.cell] * layout.steps
        for k in range(layout.steps):
            # The covariance of a step with "k or more": sum over j of P(max(j, k) or more), less P(k or more) mean.
            both = (k + 1) * seen.above[k] + seen.above[k + 1 :].sum(axis=0)
            columns.append(first + k)
            values.append(seen.above[k] * seen.mean - both)
        people = np.tile(self.candidate, len(columns))
        shape = (self.likelihood.candidates, layout.size)
        return csr_array((np.concatenate(values), (people, np.concatenate(columns))), shape=shape)

    def _step(
        self, at: Floats, ability: Floats, seen: _Seen, way: Floats, turn: Floats
    ) -> tuple[Floats, Floats, _Seen] | None:
        """A step uphill with what is seen there; None where none helps."""
        value = _loglik(self.likelihood, seen, at, self.rows, moved=self.moved)
        share = min(1.0, LONGEST / max(float(np.abs(way).max()), float(np.abs(turn).max())))
        for _ in range(30):
            there, people = at + share * way, np.clip(ability + share * turn, -FARTHEST, FARTHEST)
            found = _seen(self.likelihood, there, people, self.rows)
            if _loglik(self.likelihood, found, there, self.rows, moved=self.moved) >= value - 1e-12 * abs(
                value
            ):
                return there, people, found
            share *= 0.5
        return None


def _outer(likelihood: Likelihood, at: Floats, ability: Floats, extreme: NDArray[np.int8]) -> Floats:
    """Abilities with those of extreme candidates, whose totals are moved by 0.3 of a step, all else being known."""
    s = likelihood.steps
    rows = np.flatnonzero(extreme[s.candidate] != 0)
    if not len(rows):
        return ability
    out = extreme != 0
    goal = (
        added(s.candidate[rows], s.step[rows].astype(np.float64), likelihood.candidates) - EXTREME * extreme
    )
    low, high = np.full(len(ability), -FARTHEST), np.full(len(ability), FARTHEST)
    for _ in range(60):
        middle = np.where(out, 0.5 * (low + high), ability)
        seen = _seen(likelihood, at, middle, rows)
        below = added(s.candidate[rows], seen.mean, likelihood.candidates) < goal
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.where(out, 0.5 * (low + high), ability)

"""The marginal likelihood of a many-facet Rasch model, with its slopes and its information.

    log P(k) / P(k-1) = intercept + candidate - interviewer - criterion - threshold_k,   candidate ~ N(0, sd^2)

Candidates are integrated out on a common grid of abilities (trapezoid rule, which is exact to many digits for smooth
bell-shaped integrands whose spread is not below the step). Probabilities are worked out once for each cell
(interviewer, criterion) and node; ratings look them up. The heavy pass is a sum over blocks of candidates, so blocks
can be worked on apart and added. Priors and the search are ``rasch_search``'s matter.

Source: Linacre (1989), Many-Facet Rasch Measurement; Bock and Aitkin (1981), Psychometrika 46, 443-459; Louis (1982),
JRSS B 44, 226-233, equation 3.2 (information).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from evenbar.measure.rasch_scale import Steps
from evenbar.measure.ratings import Floats, Ints, added

BLOCK = 16_384  # candidates worked on at once
REACH = 6.0  # standard deviations of ability that the grid covers on each side
MOST_NODES = 241
MANY = 1_000  # candidates from which the grid is a little coarser: each counts for less
FARTHEST = 34.0  # logits: beyond that a probability is 0 or 1


@dataclass(frozen=True)
class Layout:
    """Where each parameter is: intercept, severities, difficulties, thresholds (a row a scale), log sd of ability."""

    interviewers: int
    criteria: int
    scales: int
    steps: int

    @property
    def severity(self) -> slice:
        return slice(1, 1 + self.interviewers)

    @property
    def difficulty(self) -> slice:
        return slice(1 + self.interviewers, 1 + self.interviewers + self.criteria)

    @property
    def threshold(self) -> slice:
        first = 1 + self.interviewers + self.criteria
        return slice(first, first + self.scales * self.steps)

    @property
    def spread(self) -> int:
        return 1 + self.interviewers + self.criteria + self.scales * self.steps

    @property
    def size(self) -> int:
        return self.spread + 1

    @property
    def dense(self) -> Ints:
        """All parameters but the severities."""
        return np.concatenate(([0], np.arange(1 + self.interviewers, self.size)))


@dataclass(frozen=True)
class Block:
    """Ratings of some candidates: ``looks`` (candidates, cells) counts them; ``meets`` the same by interview."""

    first: int
    looks: csr_array
    meets: csr_array
    meeting_candidate: Ints
    meeting_interviewer: Ints
    step: Floats  # of each rating, in the order of ``looks``
    total: Floats
    columns: tuple[csr_array, ...]  # ``looks`` with the cells of one criterion only


@dataclass(frozen=True)
class Tables:
    """Probabilities at every cell c and node q. ``above`` (steps, c, q): P(step k or more); ``mean`` (c, q)."""

    nodes: Floats
    log_prior: Floats
    log_total: Floats
    above: Floats
    mean: Floats


@dataclass(frozen=True)
class Looked:
    """What one pass found: log-likelihood, slopes and, where asked for, information of all parameters.

    ``weight`` (c, q) is how many ratings of a cell are expected at a node; ``ability`` and ``error`` (P,) are mean
    and standard deviation of each candidate's ability given the ratings.
    """

    loglik: float
    slope: Floats
    complete: Floats | None
    information: Floats | None
    weight: Floats
    ability: Floats
    error: Floats
    tables: Tables
    lean: "Lean | None"


@dataclass(frozen=True)
class Lean:
    """How each candidate's ability moves with every severity (P, R) and with the other parameters (P, others).

    In standard deviations of the candidate's posterior; rows of higher degree follow those of the first.
    """

    severity: csr_array
    others: Floats


class Likelihood:
    """A table made ready for passes: blocks of candidates, and the direction in which each parameter moves a cell."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        table = steps.table
        self.candidates = steps.candidates
        self.layout = Layout(len(table.interviewers), len(table.criteria), len(steps.top), steps.steps)
        self.held = np.bincount(steps.candidate, minlength=self.candidates)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The ratings, cut where candidates end."""
        return tuple(_blocks(self.steps, self.candidates))

    @cached_property
    def direction(self) -> csr_array:
        """How intercept, severities and difficulties move the level of a cell (cells, 1 + R + C)."""
        s, layout = self.steps, self.layout
        ones = np.ones(s.cells)
        difficulty = layout.difficulty.start + s.of_criterion
        columns = np.stack([np.zeros(s.cells, np.int64), 1 + s.of_interviewer, difficulty])
        values = np.stack([ones, -ones, -ones])
        pointers = np.arange(0, 3 * s.cells + 1, 3)
        shape = (s.cells, layout.difficulty.stop)
        return csr_array((values.T.ravel(), columns.T.ravel(), pointers), shape=shape)

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """Which parameters there are: thresholds beyond the top of a scale are none."""
        found = np.ones(self.layout.size, dtype=np.bool_)
        found[self.layout.threshold] = (
            np.arange(1, self.layout.steps + 1) <= self.steps.top[:, None]
        ).ravel()
        return found

    def level(self, at: Floats) -> Floats:
        """Intercept less severity less difficulty of each cell (c,)."""
        s, layout = self.steps, self.layout
        severity, difficulty = at[layout.severity], at[layout.difficulty]
        return np.asarray(at[0] - severity[s.of_interviewer] - difficulty[s.of_criterion])

    def thresholds(self, at: Floats) -> Floats:
        """Thresholds, a row a scale (scales, steps)."""
        return at[self.layout.threshold].reshape(self.layout.scales, self.layout.steps)

    def factors(self, at: Floats) -> Floats:
        """exp(-sum of the thresholds up to k) for each cell, k = 0.. (c, steps + 1); 0 beyond the top."""
        return factors_of(self.thresholds(at), self.steps.top)[self.steps.cell_scale]

    def tables(self, at: Floats) -> Tables:
        """Probabilities at every cell and node, on a grid that suits the parameters."""
        nodes = self._nodes(at)
        above, log_total = probabilities(self.level(at), self.factors(at), nodes)
        sd = float(np.exp(at[self.layout.spread]))
        step = nodes[1] - nodes[0]
        log_prior = -0.5 * (nodes / sd) ** 2 + np.log(step / (sd * np.sqrt(2.0 * np.pi)))
        return Tables(nodes, log_prior, log_total, above, above.sum(axis=0))

    def _nodes(self, at: Floats) -> Floats:
        """A grid whose step is the smallest spread that any candidate's ability can have given the ratings."""
        sd = float(np.exp(at[self.layout.spread]))
        line = np.linspace(-12.0, 12.0, 97)
        factors = factors_of(self.thresholds(at), self.steps.top)
        above, _ = probabilities(np.zeros(len(factors)), factors, line)
        mean = above.sum(axis=0)
        second = np.einsum("k,kcq->cq", 2.0 * np.arange(1, len(above) + 1) - 1.0, above)
        most = float((second - mean**2).max())
        least = 1.0 / np.sqrt(1.0 / sd**2 + most * float(self.held.max()))
        reach, width = (REACH - 0.5, 1.25 * least) if self.candidates > MANY else (REACH, least)
        half = min(max(int(np.ceil(reach * sd / width)), 7), MOST_NODES // 2)
        return np.linspace(-reach * sd, reach * sd, 2 * half + 1)

    def look(self, at: Floats, *, degree: int = 0) -> Looked:
        """One pass over all candidates at a point of the parameters.

        With a degree of 1 or more the information comes too, the missing part by polynomials up to that degree.
        """
        s = self.steps
        t = self.tables(at)
        weight = np.zeros((s.cells, len(t.nodes)))
        ability, error = np.zeros(self.candidates), np.zeros(self.candidates)
        loglik = float((s.total + s.tilt) @ self.level(at) - (s.reached * self.thresholds(at)).sum())
        leans: list[list[Lean]] = []
        for block in self.blocks:
            posterior, found = posterior_of(block, t)
            loglik += found
            weight += block.looks.T @ posterior
            here = slice(block.first, block.first + len(posterior))
            ability[here] = posterior @ t.nodes
            error[here] = np.sqrt(np.maximum(posterior @ t.nodes**2 - ability[here] ** 2, 0.0))
            if degree:
                leans.append(self._leans(block, t, posterior, at, degree))
        square = float((ability**2 + error**2).sum()) / float(np.exp(2.0 * at[self.layout.spread]))
        slope = self._slope(t, weight, square)
        if not degree:
            return Looked(loglik, slope, None, None, weight, ability, error, t, None)
        first, *more = [_joined(part) for part in zip(*leans, strict=True)]
        complete = self._complete(t, weight, square)
        missing = self._missing(_joined([first, *more]))
        return Looked(loglik, slope, complete, complete - missing, weight, ability, error, t, first)

    def _slope(self, t: Tables, weight: Floats, square: float) -> Floats:
        """Observed less expected, for each parameter; the last is of the logarithm of the spread of ability."""
        s, layout = self.steps, self.layout
        slope = np.zeros(layout.size)
        over = s.total + s.tilt - np.einsum("cq,cq->c", weight, t.mean)
        slope[: layout.difficulty.stop] = self.direction.T @ over
        reached = np.einsum("cq,kcq->kc", weight, t.above)
        expected = np.stack([added(s.cell_scale, row, layout.scales) for row in reached], axis=1)
        slope[layout.threshold] = (expected - s.reached).ravel()
        slope[layout.spread] = square - self.candidates
        return np.where(self.open, slope, 0.0)

    def _complete(self, t: Tables, weight: Floats, square: float) -> Floats:
        """The information there would be if abilities were known."""
        count = self.layout.steps
        cells = np.empty((self.steps.cells, count, count))
        for k in range(count):
            seen = weight * t.above[k]
            for j in range(k + 1):
                cells[:, j, k] = cells[:, k, j] = np.einsum("cq,cq->c", seen, 1.0 - t.above[j])
        return self.gathered(cells, square)

    def gathered(self, cells: Floats, square: float) -> Floats:
        """Information of all parameters from that of each cell about its steps (c, steps, steps)."""
        s, layout = self.steps, self.layout
        found = np.zeros((layout.size, layout.size))
        level = slice(0, layout.difficulty.stop)
        by_step = cells.sum(axis=2)
        scaled = csr_array(self.direction.multiply(by_step.sum(axis=1)[:, None]))
        found[level, level] = (self.direction.T @ scaled).toarray()
        spread = np.zeros((s.cells, layout.scales, layout.steps))
        spread[np.arange(s.cells), s.cell_scale] = by_step
        cross = -(self.direction.T @ spread.reshape(s.cells, -1))
        found[level, layout.threshold] = cross
        found[layout.threshold, level] = cross.T
        for scale in range(layout.scales):
            first = layout.threshold.start + scale * layout.steps
            part = slice(first, first + layout.steps)
            found[part, part] = cells[s.cell_scale == scale].sum(axis=0)
        found[layout.spread, layout.spread] = 2.0 * square
        return found

    def _leans(self, block: Block, t: Tables, posterior: Floats, at: Floats, degree: int) -> list[Lean]:
        """How the slopes of each candidate move with ability, by polynomials orthogonal over the posterior.

        What a candidate adds to the missing information is the covariance of their slopes over the posterior. Slopes
        are smooth in ability, so their first few coefficients carry all but a trace of it.
        """
        layout = self.layout
        waves = _waves(t.nodes, posterior, degree)
        met = np.asarray(block.meets @ t.mean)
        pointers = np.searchsorted(block.meeting_candidate, np.arange(len(posterior) + 1))
        shape = (len(posterior), layout.interviewers)
        square = (t.nodes**2) * float(np.exp(-2.0 * at[layout.spread]))
        found = []
        rest = self._others(block, t, waves, square)
        for wave, others in zip(waves, rest, strict=True):
            severity = np.einsum("mq,mq->m", met, wave[block.meeting_candidate])
            found.append(
                Lean(csr_array((severity, block.meeting_interviewer, pointers), shape=shape), others)
            )
        return found

    def _others(self, block: Block, t: Tables, waves: list[Floats], square: Floats) -> list[Floats]:
        """The same for intercept, difficulties, thresholds and spread of ability; a matrix a wave."""
        layout = self.layout
        size = 2 + layout.criteria + layout.scales * layout.steps
        rest = [np.zeros((len(waves[0]), size)) for _ in waves]
        apart = layout.scales > 1
        for criterion, looks in enumerate(block.columns):
            if apart:
                first = 1 + layout.criteria + criterion * layout.steps
                _steps_taken(rest, first, looks, t, waves)
            else:
                _filled(rest, 1 + criterion, looks @ t.mean, waves)
        if not apart:
            _steps_taken(rest, 1 + layout.criteria, block.looks, t, waves)
        for others, wave in zip(rest, waves, strict=True):
            thresholds = others[:, 1 + layout.criteria : -1]
            if apart:
                others[:, 1 : 1 + layout.criteria] = thresholds.reshape(
                    len(others), layout.criteria, layout.steps
                ).sum(axis=2)
            others[:, 0] = -thresholds.sum(axis=1)
            others[:, -1] = wave @ square
        return rest

    def _missing(self, lean: Lean) -> Floats:
        """The information that goes because abilities are not known."""
        layout = self.layout
        found = np.zeros((layout.size, layout.size))
        found[layout.severity, layout.severity] = (lean.severity.T @ lean.severity).toarray()
        cross = lean.severity.T @ lean.others
        found[layout.severity, layout.dense] = cross
        found[layout.dense, layout.severity] = cross.T
        found[np.ix_(layout.dense, layout.dense)] = lean.others.T @ lean.others
        return found


def probabilities(level: Floats, factors: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    """P(step k or more), k = 1.., and the logarithm of their common divisor, at every cell and node.

    P(k) = f_k u^k / sum over j of f_j u^j, with u = exp(level + node) and f_k = exp(-threshold_1 - ... - threshold_k)

    Parameters
    ----------
    level : (c,) logits; factors : (c, steps + 1), 0 for steps beyond the top; nodes : (q,) logits

    Returns
    -------
    above : (steps, c, q); log_total : (c, q)
    """
    logit = level[:, None] + nodes
    near = np.clip(logit, -FARTHEST, FARTHEST)
    u = np.exp(near)
    beyond = np.maximum(logit - near, 0.0) * ((factors > 0.0).sum(axis=1) - 1.0)[:, None]
    count = factors.shape[1] - 1
    above = np.empty((count, *u.shape))
    total = np.zeros_like(u)
    for k in range(count, 0, -1):
        total += factors[:, k, None]
        total *= u
        above[k - 1] = total
    # What Horner's rule leaves at step k is the sum from k on, over u^(k - 1).
    power = np.ones_like(u)
    total += factors[:, 0, None]
    for k in range(count):
        above[k] *= power / total
        power *= u
    return above, np.log(total) + beyond


def factors_of(thresholds: Floats, top: Ints) -> Floats:
    """exp(-threshold_1 - ... - threshold_k) for k = 0.., a row a scale; 0 beyond its top."""
    found = np.zeros((len(top), thresholds.shape[1] + 1))
    found[:, 0] = 1.0
    found[:, 1:] = np.exp(-np.cumsum(thresholds, axis=1))
    found[np.arange(thresholds.shape[1] + 1) > top[:, None]] = 0.0
    return found


def posterior_of(block: Block, t: Tables) -> tuple[Floats, float]:
    """Each candidate's posterior over the nodes (P, q), and the sum of the logarithms of what it was divided by."""
    log = np.asarray(block.looks @ t.log_total)
    np.subtract(block.total[:, None] * t.nodes, log, out=log)
    log += t.log_prior
    most = log.max(axis=1)
    log -= most[:, None]
    np.exp(log, out=log)
    total = log.sum(axis=1)
    log /= total[:, None]
    return log, float(most.sum() + np.log(total).sum())


def _waves(nodes: Floats, posterior: Floats, most: int) -> list[Floats]:
    """Polynomials of degree 1.. orthonormal over each posterior, times the posterior (P, q)."""
    before, now = np.zeros_like(posterior), np.ones_like(posterior)
    found = []
    for degree in range(1, most + 1):
        weighted = posterior * now
        centre = weighted * now @ nodes
        fall = (weighted * before) @ nodes if degree > 1 else np.zeros(len(posterior))
        after = (nodes - centre[:, None]) * now - fall[:, None] * before
        length = np.sqrt(np.maximum(np.einsum("pq,pq,pq->p", posterior, after, after), 1e-300))
        before, now = now, after / length[:, None]
        found.append(posterior * now)
    return found


def _steps_taken(rest: list[Floats], first: int, looks: csr_array, t: Tables, waves: list[Floats]) -> None:
    for k, above in enumerate(t.above):
        _filled(rest, first + k, looks @ above, waves)


def _filled(rest: list[Floats], column: int, seen: Floats, waves: list[Floats]) -> None:
    for others, wave in zip(rest, waves, strict=True):
        others[:, column] = np.einsum("pq,pq->p", seen, wave)


def _joined(parts: "list[Lean] | tuple[Lean, ...]") -> Lean:
    if len(parts) == 1:
        return parts[0]
    severity = vstack([part.severity for part in parts], format="csr")
    return Lean(severity, np.concatenate([part.others for part in parts]))


def _blocks(s: Steps, candidates: int) -> Iterator[Block]:
    """The ratings of every BLOCK candidates as matrices."""
    starts = np.searchsorted(s.candidate, np.arange(candidates + 1))
    interviewer = s.of_interviewer[s.cell]
    total = added(s.candidate, s.step.astype(np.float64), candidates)
    for first in range(0, candidates, BLOCK):
        last = min(first + BLOCK, candidates)
        ratings = slice(int(starts[first]), int(starts[last]))
        cell, candidate, met = s.cell[ratings], s.candidate[ratings] - first, interviewer[ratings]
        fresh = np.flatnonzero(
            np.concatenate(([True], (candidate[1:] != candidate[:-1]) | (met[1:] != met[:-1])))
        )
        shape = last - first, s.cells
        pointers = starts[first : last + 1] - starts[first]
        criterion = s.of_criterion[cell]
        columns = []
        for index in range(len(s.table.criteria)):
            here = np.flatnonzero(criterion == index)
            inside = np.searchsorted(candidate[here], np.arange(last - first + 1))
            columns.append(_counts(cell[here], inside, shape))
        yield Block(
            first=first,
            looks=_counts(cell, pointers, shape),
            meets=_counts(cell, np.append(fresh, len(cell)), (len(fresh), s.cells)),
            meeting_candidate=candidate[fresh],
            meeting_interviewer=met[fresh],
            step=s.step[ratings].astype(np.float64),
            total=total[first:last],
            columns=tuple(columns),
        )


def _counts(cell: Ints, pointers: Ints, shape: tuple[int, int]) -> csr_array:
    """A matrix that counts, in each row, the ratings of each cell."""
    small = (np.ones(len(cell)), cell.astype(np.int32), pointers.astype(np.int32))
    return csr_array(small, shape=shape)

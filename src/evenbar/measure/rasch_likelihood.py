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
from scipy.sparse import csr_array

from evenbar.measure.rasch_information import Arrow, Lean, filled, joined, missing_of, steps_taken, waves_of
from evenbar.measure.rasch_scale import Steps
from evenbar.measure.rasch_tables import (
    Block,
    Layout,
    Tables,
    blocks_of,
    factors_of,
    posterior_of,
    probabilities,
)
from evenbar.measure.ratings import Floats, added

BEYOND = 6.0  # standard deviations about a candidate's ability where the posterior is looked at
REACH = 6.0  # standard deviations of ability that the grid covers on each side
MOST_NODES = 241
MANY = 1_000  # candidates from which the grid is a little coarser: each counts for less


@dataclass(frozen=True)
class Looked:
    """What one pass found: log-likelihood, slopes and, where asked for, information of all parameters.

    ``complete`` is the information there would be if abilities were known, ``missing`` what goes because they are not,
    and ``coupling`` (R, R) what of that severities share; only looked at for the whole information. ``weight`` (c, q)
    is how many ratings of a cell are expected at a node; ``ability`` and ``error`` (P,) are mean and standard
    deviation of each candidate's ability given the ratings, and ``lean`` how the mean moves with the parameters.
    """

    loglik: float
    slope: Floats
    complete: Arrow | None
    missing: Arrow | None
    coupling: Floats | None
    weight: Floats
    ability: Floats
    error: Floats
    tables: Tables
    lean: Lean | None


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
        """The ratings, in blocks of whole candidates."""
        return tuple(blocks_of(self.steps))

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

    def windows(self, t: Tables, near: Looked | None) -> Iterator[tuple[Block, slice]]:
        """The blocks with the nodes at which their posteriors are more than nothing, to judge by an earlier pass."""
        for block in self.blocks:
            if near is None:
                yield block, slice(0, len(t.nodes))
                continue
            reach = BEYOND * near.error[block.people]
            low = np.searchsorted(t.nodes, (near.ability[block.people] - reach).min()) - 1
            high = np.searchsorted(t.nodes, (near.ability[block.people] + reach).max()) + 1
            yield block, slice(max(int(low), 0), int(high))

    def look(
        self, at: Floats, *, degree: int = 0, coupled: bool = True, near: Looked | None = None
    ) -> Looked:
        """One pass over all candidates at a point of the parameters.

        With a degree of 1 or more the information comes too, the missing part by polynomials up to that degree;
        what severities share of it only where it is to be ``coupled``. ``near`` is a pass at a point close by.
        """
        s = self.steps
        t = self.tables(at)
        weight = np.zeros((s.cells, len(t.nodes)))
        ability, error = np.zeros(self.candidates), np.zeros(self.candidates)
        loglik = float((s.total + s.tilt) @ self.level(at) - (s.reached * self.thresholds(at)).sum())
        leans: list[list[Lean]] = []
        for block, window in self.windows(t, near):
            part = t.part(window)
            posterior, found = posterior_of(block, part)
            loglik += found
            weight[:, window] += block.looks.T @ posterior
            mean = posterior @ part.nodes
            ability[block.people] = mean
            error[block.people] = np.sqrt(np.maximum(posterior @ part.nodes**2 - mean**2, 0.0))
            if degree:
                leans.append(self._leans(block, part, posterior, at, degree))
        square = float((ability**2 + error**2).sum()) / float(np.exp(2.0 * at[self.layout.spread]))
        slope = self._slope(t, weight, square)
        if not degree:
            return Looked(loglik, slope, None, None, None, weight, ability, error, t, None)
        first, *more = [joined(part) for part in zip(*leans, strict=True)]
        lean = joined([first, *more])
        coupling = (lean.severity.T @ lean.severity).toarray() if coupled else None
        complete, missing = self._complete(t, weight, square), missing_of(lean)
        return Looked(
            loglik, slope, complete, missing, coupling, weight, ability, error, t, self._in_order(first)
        )

    def _in_order(self, lean: "Lean") -> "Lean":
        """Rows of blocks, sorted by candidate."""
        if len(self.blocks) == 1:
            return lean
        order = np.argsort(np.concatenate([block.people for block in self.blocks]))
        return Lean(csr_array(lean.severity[order]), lean.others[order])

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

    def _complete(self, t: Tables, weight: Floats, square: float) -> Arrow:
        """The information there would be if abilities were known."""
        count = self.layout.steps
        cells = np.empty((self.steps.cells, count, count))
        for k in range(count):
            seen = weight * t.above[k]
            for j in range(k + 1):
                cells[:, j, k] = cells[:, k, j] = seen.sum(axis=1) - np.einsum("cq,cq->c", seen, t.above[j])
        return self.gathered(cells, square)

    def gathered(self, cells: Floats, square: float) -> Arrow:
        """Information of all parameters from that of each cell about its steps (c, steps, steps)."""
        s, layout = self.steps, self.layout
        by_step = cells.sum(axis=2)
        whole = by_step.sum(axis=1)
        size = 2 + layout.criteria + layout.scales * layout.steps
        thresholds = slice(1 + layout.criteria, size - 1)
        shared = np.zeros((s.cells, size))  # what the level of each cell shares with the others
        every = np.arange(s.cells)
        shared[:, 0] = whole
        shared[every, 1 + s.of_criterion] = -whole
        first = thresholds.start + s.cell_scale * layout.steps
        for k in range(layout.steps):
            shared[every, first + k] = -by_step[:, k]
        others = np.zeros((size, size))
        others[0] = shared.sum(axis=0)
        np.subtract.at(others, 1 + s.of_criterion, shared)
        others[thresholds] = others[:, thresholds].T
        for scale in range(layout.scales):
            part = slice(
                thresholds.start + scale * layout.steps, thresholds.start + (scale + 1) * layout.steps
            )
            others[part, part] = cells[s.cell_scale == scale].sum(axis=0)
        others[-1, -1] = 2.0 * square
        cross = np.zeros((layout.interviewers, size))
        there, starts = np.unique(s.of_interviewer, return_index=True)  # cells are sorted by interviewer
        cross[there] = -np.add.reduceat(shared, starts, axis=0)
        return Arrow(added(s.of_interviewer, whole, layout.interviewers), cross, others)

    def _leans(self, block: Block, t: Tables, posterior: Floats, at: Floats, degree: int) -> list[Lean]:
        """How the slopes of each candidate move with ability, by polynomials orthogonal over the posterior.

        What a candidate adds to the missing information is the covariance of their slopes over the posterior. Slopes
        are smooth in ability, so their first few coefficients carry all but a trace of it.
        """
        layout = self.layout
        waves = waves_of(t.nodes, posterior, degree)
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
                steps_taken(rest, first, looks, t, waves)
            else:
                filled(rest, 1 + criterion, looks @ t.mean, waves)
        if not apart:
            steps_taken(rest, 1 + layout.criteria, block.looks, t, waves)
        for others, wave in zip(rest, waves, strict=True):
            thresholds = others[:, 1 + layout.criteria : -1]
            if apart:
                others[:, 1 : 1 + layout.criteria] = thresholds.reshape(
                    len(others), layout.criteria, layout.steps
                ).sum(axis=2)
            others[:, 0] = -thresholds.sum(axis=1)
            others[:, -1] = wave @ square
        return rest

"""The parts of a many-facet Rasch likelihood: ratings in blocks, probabilities in tables, where each parameter is.

A block holds the ratings of some candidates as matrices over cells (interviewer, criterion); a table holds what the
model says of every cell at every node of ability. Multiplying one by the other is the heavy part of a pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from evenbar.measure.rasch_scale import Steps
from evenbar.measure.ratings import Floats, Ints, added

BLOCKS, LEAST_BLOCK, MOST_BLOCK = 12, 1_000, 8_192  # blocks wanted, and the candidates that one may hold
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
    """Ratings of some candidates, whose mean ratings are close: ``people`` says which candidates they are.

    ``looks`` (candidates, cells) counts their ratings; ``meets`` the same by interview.
    """

    people: Ints
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

    def part(self, window: slice) -> "Tables":
        """The same at some of the nodes."""
        return Tables(
            self.nodes[window],
            self.log_prior[window],
            self.log_total[:, window],
            self.above[:, :, window],
            self.mean[:, window],
        )


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


def blocks_of(s: Steps) -> Iterator[Block]:
    """The ratings in blocks of candidates with close mean ratings, as matrices."""
    count = s.candidates
    held = np.bincount(s.candidate, minlength=count)
    total = added(s.candidate, s.step.astype(np.float64), count)
    size = min(max(-(-count // BLOCKS), LEAST_BLOCK), MOST_BLOCK)
    order = np.argsort(total / held, kind="stable") if count > size else np.arange(count)
    starts = np.cumsum(held) - held
    for first in range(0, count, size):
        people = order[first : first + size]
        if count > size:
            ends = np.cumsum(held[people])
            ratings = np.arange(ends[-1]) + np.repeat(starts[people] - ends + held[people], held[people])
        else:
            ratings = np.arange(len(s.step))
        yield _block(s, people, ratings, held[people], total[people])


def _block(s: Steps, people: Ints, ratings: Ints, held: Ints, total: Floats) -> Block:
    cell, row = s.cell[ratings], np.repeat(np.arange(len(people)), held)
    met, criterion = s.of_interviewer[cell], s.of_criterion[cell]
    fresh = np.flatnonzero(np.concatenate(([True], (row[1:] != row[:-1]) | (met[1:] != met[:-1]))))
    shape = len(people), s.cells
    columns = []
    for index in range(len(s.table.criteria)):
        here = np.flatnonzero(criterion == index)
        columns.append(_counts(cell[here], np.searchsorted(row[here], np.arange(len(people) + 1)), shape))
    return Block(
        people=people,
        looks=_counts(cell, np.append(0, np.cumsum(held)), shape),
        meets=_counts(cell, np.append(fresh, len(cell)), (len(fresh), s.cells)),
        meeting_candidate=row[fresh],
        meeting_interviewer=met[fresh],
        step=s.step[ratings].astype(np.float64),
        total=total,
        columns=tuple(columns),
    )


def _counts(cell: Ints, pointers: Ints, shape: tuple[int, int]) -> csr_array:
    """A matrix that counts, in each row, the ratings of each cell."""
    small = (np.ones(len(cell)), cell.astype(np.int32), pointers.astype(np.int32))
    return csr_array(small, shape=shape)

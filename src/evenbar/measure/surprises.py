"""What each rating differs from what a many-facet Rasch model expects of it, averaged over the candidate's posterior.

Averaging matters: at a candidate's own estimate residuals are too small, because the estimate has followed the ratings.
Over the posterior, sums of residuals, of their squares and of their products in an interview have the mean that the
model gives them, whatever the panel. What the sums say of an interviewer is ``effects``' matter.

Source: Louis (1982), JRSS B 44 (the posterior as the missing data); Adams and Wu (2007), in von Davier and Carstensen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from evenbar.measure.rasch_likelihood import Likelihood
from evenbar.measure.rasch_newton import Found
from evenbar.measure.rasch_tables import probabilities
from evenbar.measure.ratings import Floats, Ints, added

POINTS = 7


@dataclass(frozen=True)
class Surprises:
    """Ratings (n,) sorted by candidate and interviewer, and what was expected of them, in levels.

    ``spread`` and ``square`` are the expected variance and the squared residual; ``far`` and ``far_expected`` the
    distance from the middle of the scale; ``centred`` and ``centred_expected`` the squared distance from the
    interviewer's own mean. Of interviews (m,): ``interview`` (n,) says which a rating belongs to, ``together`` is the
    squared sum of its standardised residuals and ``apart`` the sum of their squares.
    """

    candidate: Ints
    interviewer: Ints
    level: Floats
    expected: Floats
    spread: Floats
    square: Floats
    far: Floats
    far_expected: Floats
    centred: Floats
    centred_expected: Floats
    interview: Ints
    interview_candidate: Ints
    interview_interviewer: Ints
    together: Floats
    apart: Floats

    @property
    def size(self) -> Floats:
        """Ratings of each interview (m,)."""
        return np.bincount(self.interview).astype(np.float64)


def surprises(likelihood: Likelihood, found: Found) -> Surprises:
    """Compare every rating with what the fitted model expects, at seven points of each candidate's posterior."""
    s, table = likelihood.steps, likelihood.steps.table
    levels = _levels(likelihood)[s.cell_scale[s.cell]]
    level = levels[np.arange(len(s.step)), s.step]
    interviewer = s.of_interviewer[s.cell]
    fresh = np.concatenate(
        ([True], (s.candidate[1:] != s.candidate[:-1]) | (interviewer[1:] != interviewer[:-1]))
    )
    interview = np.cumsum(fresh) - 1
    held = added(interviewer, np.ones(len(level)), len(table.interviewers))
    own = (added(interviewer, level, len(held)) / held)[interviewer]
    middle = 0.5 * (table.low + table.high)
    sums = np.zeros((5, len(level)))
    both = np.zeros((2, int(interview[-1]) + 1))
    nodes, weights = hermegauss(POINTS)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        chance = _chances(likelihood, found, float(node))
        expected = np.einsum("nk,nk->n", chance, levels)
        spread = np.maximum(np.einsum("nk,nk->n", chance, levels**2) - expected**2, 1e-9)
        residual = level - expected
        sums[0] += weight * expected
        sums[1] += weight * spread
        sums[2] += weight * residual**2
        sums[3] += weight * np.einsum("nk,nk->n", chance, np.abs(levels - middle))
        sums[4] += weight * (spread + (expected - own) ** 2)
        both += weight * _together(residual / np.sqrt(spread), interviewer, interview, held)
    return Surprises(
        candidate=s.candidate,
        interviewer=interviewer,
        level=level,
        expected=sums[0],
        spread=sums[1],
        square=sums[2],
        far=np.abs(level - middle),
        far_expected=sums[3],
        centred=(level - own) ** 2,
        centred_expected=sums[4],
        interview=interview,
        interview_candidate=s.candidate[fresh],
        interview_interviewer=interviewer[fresh],
        together=both[0],
        apart=both[1],
    )


def _levels(likelihood: Likelihood) -> Floats:
    """The level that each step of each scale stands for (scales, steps + 1); 0 beyond the top, where none falls."""
    found = np.zeros((likelihood.layout.scales, likelihood.layout.steps + 1))
    for row, levels in zip(found, likelihood.steps.levels, strict=True):
        row[: len(levels)] = levels
    return found


def _chances(likelihood: Likelihood, found: Found, node: float) -> Floats:
    """The probability of each step of each rating (n, steps + 1), so many errors from the candidate's estimate."""
    s, at = likelihood.steps, found.point.at
    ability = found.looked.ability + node * found.looked.error
    level = likelihood.level(at)[s.cell] + ability[s.candidate]
    above, _ = probabilities(level, likelihood.factors(at)[s.cell], np.zeros(1))
    reached = np.concatenate([np.ones((1, len(level))), above[:, :, 0], np.zeros((1, len(level)))])
    return np.asarray((reached[:-1] - reached[1:]).T)


def _together(standard: Floats, interviewer: Ints, interview: Ints, held: Floats) -> Floats:
    """Squared sum and sum of squares of the residuals of an interview, the interviewer's mean taken out (2, m)."""
    mean = added(interviewer, standard, len(held)) / held
    z = standard - mean[interviewer]
    count = int(interview[-1]) + 1
    return np.stack([added(interview, z, count) ** 2, added(interview, z**2, count)])

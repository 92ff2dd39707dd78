"""How well ratings fit a many-facet Rasch model, and how far apart the measured are: infit, outfit, separation.

A fit statistic compares squared residuals with what the model expects: near 1 is as expected, above is noisier, below
more regular. With marginal estimation it is averaged over each candidate's posterior ability, so that it is 1 on
average under the model; with joint estimation it is taken at the estimates, as FACETS does.

Source: Wright and Masters (1982), Rating Scale Analysis, chapter 5; Adams and Wu (2007), in von Davier and Carstensen,
Multivariate and Mixture Distribution Rasch Models, 57-75 (averaging over the posterior); FACETS manual, Table 7.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from evenbar.measure.joint import Joint
from evenbar.measure.rasch_likelihood import Likelihood, Looked
from evenbar.measure.rasch_tables import posterior_of
from evenbar.measure.ratings import Floats, Ints, added

LEAST_VARIANCE = 1e-9


@dataclass(frozen=True)
class Squares:
    """Sums of squared residuals, of variances, of squared residuals over variances, and counts; an entry an element."""

    residual: Floats
    variance: Floats
    standard: Floats
    count: Floats

    @property
    def infit(self) -> Floats:
        """Sum of z^2 V over sum of V, which gives most weight to ratings that could have turned out either way."""
        return np.asarray(self.residual / np.maximum(self.variance, LEAST_VARIANCE))

    @property
    def outfit(self) -> Floats:
        """Mean of z^2, which gives most weight to surprises."""
        return np.asarray(self.standard / np.maximum(self.count, 1.0))

    def by(self, group: Ints, size: int) -> "Squares":
        """Added up over groups numbered from 0."""
        return Squares(*(added(group, part, size) for part in self.parts))

    @property
    def parts(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four sums."""
        return self.residual, self.variance, self.standard, self.count


@dataclass(frozen=True)
class Fits:
    """Squares by candidate, interviewer and criterion."""

    candidates: Squares
    interviewers: Squares
    criteria: Squares


def fits_marginal(likelihood: Likelihood, looked: Looked) -> Fits:
    """Squares averaged over the posterior of abilities, in one pass over blocks of candidates."""
    s, t = likelihood.steps, looked.tables
    odd = 2.0 * np.arange(1, s.steps + 1) - 1.0
    variance = np.maximum(np.einsum("k,kcq->cq", odd, t.above) - t.mean**2, LEAST_VARIANCE)
    first, second = np.zeros_like(variance), np.zeros_like(variance)
    people = Squares(*(np.zeros(likelihood.candidates) for _ in range(4)))
    tables = (t.mean, t.mean**2, variance, 1.0 / variance, t.mean / variance, t.mean**2 / variance)
    for block, window in likelihood.windows(t, looked):
        posterior, _ = posterior_of(block, t.part(window))
        looks = block.looks
        once = csr_array((block.step, looks.indices, looks.indptr), shape=looks.shape)
        twice = csr_array((block.step**2, looks.indices, looks.indptr), shape=looks.shape)
        first[:, window] += once.T @ posterior
        second[:, window] += twice.T @ posterior
        mean, square, spread, over, mean_over, square_over = (part[:, window] for part in tables)
        squared = (twice @ np.ones(len(mean)))[:, None] - 2.0 * (once @ mean) + looks @ square
        standard = twice @ over - 2.0 * (once @ mean_over) + looks @ square_over
        for whole, part in zip(people.parts, (squared, looks @ spread, standard), strict=False):
            whole[block.people] = np.einsum("pq,pq->p", posterior, part)
        people.count[block.people] = np.diff(looks.indptr)
    residual = second - 2.0 * t.mean * first + t.mean**2 * looked.weight
    cells = Squares(
        residual.sum(axis=1),
        (looked.weight * variance).sum(axis=1),
        (residual / variance).sum(axis=1),
        s.count,
    )
    return Fits(
        people,
        cells.by(s.of_interviewer, likelihood.layout.interviewers),
        cells.by(s.of_criterion, likelihood.layout.criteria),
    )


def fits_joint(likelihood: Likelihood, found: Joint) -> Fits:
    """Squares at the estimates. Candidates with nothing but lowest or highest levels are left out of the others'."""
    s, layout = likelihood.steps, likelihood.layout
    residual = (s.step - found.mean) ** 2
    whole = Squares(residual, found.variance, residual / found.variance, np.ones(len(residual)))
    inner = (found.extreme[s.candidate] == 0).astype(np.float64)
    kept = Squares(*(part * inner for part in whole.parts))
    return Fits(
        whole.by(s.candidate, likelihood.candidates),
        kept.by(s.of_interviewer[s.cell], layout.interviewers),
        kept.by(s.of_criterion[s.cell], layout.criteria),
    )


@dataclass(frozen=True)
class Separation:
    """How far measures lie apart, in units of their error; None where nothing is defined.

    ``separation`` G, ``strata`` (4 G + 1) / 3 levels that can be told apart, ``reliability`` G^2 / (1 + G^2). For
    interviewers a high reliability means that they differ: it is not agreement.
    """

    separation: float | None
    strata: float | None
    reliability: float | None


def separation(measure: Floats, error: Floats, *, shrunken: bool) -> Separation:
    """Separation of measures with their errors.

    G = true sd / root mean square error. The true variance of measures is that observed less the error; shrunken ones
    have lost the error already, so their own variance stands over it (which gives the reliability of expected a
    posteriori measures, variance / (variance + error)).

    Parameters
    ----------
    measure, error : (m,) logits
    shrunken : whether the measures are posterior means

    Source: Wright and Masters (1982), equations 5.4.1-5.4.6; Adams (2005), Studies in Educational Evaluation 31.
    """
    if len(measure) < 2:
        return Separation(None, None, None)
    mean_square = float(np.mean(error**2))
    if mean_square <= 0.0:
        return Separation(None, None, None)
    variance = float(np.var(measure))
    true = variance if shrunken else max(variance - mean_square, 0.0)
    return identities(float(np.sqrt(true / mean_square)))


def identities(g: float) -> Separation:
    """Strata and reliability that go with a separation."""
    return Separation(g, (4.0 * g + 1.0) / 3.0, g**2 / (1.0 + g**2))

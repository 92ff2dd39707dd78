"""Scores with interviewers' severity taken out: a Gaussian crossed random-effects model, read with its errors.

    rating = level + criterion + role + candidate + interviewer + candidate:interviewer + residual

Candidates and interviewers are random, so both are shrunken: a severity is only believed as far as the data carry
it, and unless a model is asked for by name, only from interviews of the same candidates (``linkage``). Variances are
by REML, or for small panels by the posterior over the standard deviations with half-t priors.
Every number is measurement: how the panel rated, never how somebody will perform.

Source: Patterson and Thompson (1971); Gelman (2006), Prior distributions for variance parameters, Bayesian
Analysis 1 (half-t); Robinson (1991), That BLUP is a good thing, Statistical Science 6. REML is tested against lme4,
the posterior by simulation-based calibration.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import scipy.sparse  # noqa: F401 - loaded here, so that no first fit waits for it
from scipy.linalg.lapack import dtrtrs

from evenbar.measure.components import reml
from evenbar.measure.interviews import sums
from evenbar.measure.likelihood import LEAST, Model, Solved, diagonal
from evenbar.measure.linkage import linked_by_candidates
from evenbar.measure.posterior import sampled
from evenbar.measure.ratings import Floats, RatingTable
from evenbar.measure.terms import ROLE, TERMS, Chosen, checked, groups, separable, table_cells
from evenbar.measure.threads import threads_for

Estimator = Literal["auto", "reml", "posterior"]
SMALL = 1_500  # ratings up to which "auto" takes the posterior


@dataclass(frozen=True)
class Fit:
    """A fitted model: points (one for REML, many for the posterior) with their weights, which sum to 1.

    ``centre`` was taken from the ratings before fitting. ``left_out`` says which terms are not in it and why.
    """

    table: RatingTable
    model: Model
    points: tuple[Solved, ...]
    weights: Floats
    centre: float
    estimator: Literal["reml", "posterior"]
    chosen: Chosen
    warnings: tuple[tuple[str, str], ...] = ()

    def variance(self) -> dict[str, float | None]:
        """Each term's variance in squared levels, averaged over the points; None where it is not in the model."""
        names = self.model.terms
        found: dict[str, float | None] = {}
        for term in (*TERMS, ROLE):
            if term in self.chosen.terms or (term == ROLE and ROLE in names):
                at = names.index(term) if term in names else None
                values = [_variance(point, at) for point in self.points]
                found[term] = float(self.weights @ np.array(values))
            elif term != ROLE:
                found[term] = None
        found["residual"] = float(self.weights @ np.array([p.residual for p in self.points]))
        return found


def _variance(point: Solved, at: int | None) -> float:
    """A term's variance at a point; the least ratio that can be divided by stands for zero."""
    zero = at is None or point.ratios[at] <= 2.0 * LEAST
    return 0.0 if zero else float(point.ratios[at] * point.residual)


def fit(
    table: RatingTable,
    *,
    estimator: Estimator = "auto",
    terms: Collection[str] | None = None,
    linked: bool | None = None,
    seed: int = 1,
) -> Fit:
    """Fit the score model to a table.

    Parameters
    ----------
    table : at least two ratings
    estimator : "reml", "posterior", or "auto": the posterior up to 1,500 ratings
    terms : the random terms wanted; else all that the design can separate. Criteria not among them are fixed.
    linked : whether severities come from interviews of the same candidates alone, in a step of their own; else all
        effects are the crossed model's best linear unbiased predictions. Unless said, a model named by its estimator
        or its terms is left as it is.
    seed : of the points that the posterior is read at

    Raises
    ------
    ValueError : "Two ratings at least are needed to fit anything; there is one." and for unknown terms.
    """
    if table.n < 2:
        raise ValueError("Two ratings at least are needed to fit anything; there is one.")
    with threads_for(len(table.interviewers)):
        found = _fit(table, estimator=estimator, terms=terms, seed=seed)
        if linked is None:
            linked = estimator == "auto" and terms is None
        if not linked:
            return found
        return replace(
            found, points=tuple(linked_by_candidates(found.model, point) for point in found.points)
        )


def _fit(table: RatingTable, *, estimator: Estimator, terms: Collection[str] | None, seed: int) -> Fit:
    chosen = separable(table) if terms is None else checked(terms, table)
    warnings = [
        ("term-left-out", f"The term {term} is not estimated: {reason}.") for term, reason in chosen.left_out
    ]
    centre = float(table.score.mean())
    model = Model(
        sums(
            candidate=table.candidate,
            interviewer=table.interviewer,
            y=table.score - centre,
            candidates=len(table.candidates),
            interviewers=len(table.interviewers),
            groups=groups(table, chosen.terms),
            interviews=table.interviews,
        )
    )
    if model.freedom < 1:
        raise ValueError("There are no more ratings than criteria, so no error can be estimated; rate more.")
    active = tuple(name in chosen.terms or name == ROLE for name in model.terms)
    if float(np.ptp(table.score)) == 0.0:
        warnings.append(("constant", "All ratings are the same level, so nobody can be told apart."))
    start = reml(model, active=active)
    kind: Literal["reml", "posterior"] = (
        "posterior" if estimator == "posterior" or (estimator == "auto" and table.n <= SMALL) else "reml"
    )
    if kind == "reml":
        if not start.converged:
            warnings.append(("not-converged", "The search for the variances ended before it arrived."))
        points: tuple[Solved, ...] = (start.solved,)
        weights = np.ones(1)
    else:
        scale = max(table.range, 1.0) / 8.0  # half a level on a scale of five
        points, weights, notes = sampled(model, start, scale=scale, seed=seed)
        warnings += notes
    return Fit(table, model, points, weights, centre, kind, chosen, tuple(warnings))


@dataclass(frozen=True)
class Effects:
    """Posterior of scores at one point of a fit, for P candidates.

    A score is ``mean`` + (load_p - shrunk_p t_p) @ (b - b_hat) + own, where b are the effects of interviewers and
    columns, with covariance residual * M^-1, t_p is the candidate's row of weights in M, ``load`` (P, K) how columns
    enter the score, and the candidates' own parts are independent with variance ``own`` (P,).
    """

    mean: Floats
    load: Floats
    own: Floats
    solved: Solved
    model: Model

    def variance(self) -> Floats:
        """The variance of each score (P,)."""
        solved, raters = self.solved, self.model.sums.interviewers
        spread = self.model.spread(solved)
        between = np.einsum("pk,pk->p", self.load, spread.columns)
        inverse = np.triu(spread.inverse[raters:, raters:], 1)
        inverse += np.triu(spread.inverse[raters:, raters:]).T
        alone = np.einsum("pk,pk->p", self.load @ inverse, self.load)
        pulled = solved.shrunk * (solved.shrunk * spread.own - 2.0 * between)
        found: Floats = self.own + solved.residual * np.maximum(pulled + alone, 0.0)
        return found

    def common(self) -> float:
        """The variance of the mean of all scores."""
        solved = self.solved
        pulled = solved.shrunk[self.model.sums.candidate] * solved.weight
        raters = -self.model.sums.by_interviewer(pulled)
        columns = self.load.sum(axis=0) - solved.shrunk @ solved.columns
        half = dtrtrs(solved.factor, np.concatenate((raters, columns)), lower=1)[0]
        return float(self.own.sum() + solved.residual * half @ half) / len(self.own) ** 2

    def draws(self, count: int, random: np.random.Generator) -> Floats:
        """Joint draws of all scores (count, P)."""
        solved = self.solved
        normal = random.standard_normal((len(solved.b), count))
        moved = np.sqrt(solved.residual) * dtrtrs(solved.factor, normal, lower=1, trans=1)[0]
        own = random.standard_normal((count, len(self.own))) * np.sqrt(self.own)
        return np.asarray(self.mean + _carried(self.model, solved, self.load, moved).T + own)


def _carried(model: Model, solved: Solved, load: Floats, b: Floats) -> Floats:
    """(load_p - shrunk_p t_p) @ b (P, ...), of effects b (q, ...)."""
    raters, columns = b[: model.sums.interviewers], b[model.sums.interviewers :]
    met = model.sums.met(solved.weight * solved.shrunk[model.sums.candidate])
    moved: Floats = (load - solved.shrunk[:, None] * solved.columns) @ columns - met @ raters
    return moved


def score_weights(table: RatingTable, weights: Mapping[str, float] | None) -> Floats:
    """Weights of the criteria of a table, summing to 1; equal where none are given.

    Raises ValueError where a criterion of the table has none.
    """
    if weights is None:
        return np.full(len(table.criteria), 1.0 / len(table.criteria))
    missing = [name for name in table.criteria if name not in weights]
    if missing:
        raise ValueError(f"The weights say nothing of {', '.join(missing)}; give every criterion a weight.")
    values = np.array([weights[name] for name in table.criteria], dtype=np.float64)
    return np.asarray(values / values.sum(), dtype=np.float64)


def effects(fit: Fit, solved: Solved, weights: Floats) -> Effects:
    """The posterior of all candidates' scores at one point of a fit; ``weights`` (criteria,) sum to 1."""
    model, s = fit.model, fit.model.sums
    load = np.zeros((s.candidates, model.order - s.interviewers))
    for group, place in zip(s.groups, model.places, strict=True):
        part = slice(place.start - s.interviewers, place.stop - s.interviewers)
        load[:, part] = _loads(fit.table, group.term, group.size, weights)
    # A candidate's own effect moves against the effects of their interviewers and columns.
    free = s.by_candidate(solved.per_rating * s.y) * solved.shrunk
    mean = fit.centre + free + _carried(model, solved, load, solved.b)
    return Effects(mean, load, solved.residual * solved.shrunk, solved, model)


def _loads(table: RatingTable, term: str, size: int, weights: Floats) -> Floats:
    """How a group of columns enters each candidate's score (P, size)."""
    people = len(table.candidates)
    if term in ("", "criterion"):
        row = np.ones(1) if size == 1 and term == "" and len(weights) != 1 else weights
        return np.asarray(np.tile(row, (people, 1)), dtype=np.float64)
    loads = np.zeros((people, size))
    if term == ROLE:
        assert table.role is not None
        loads[table.candidate, table.role] = 1.0
    elif term == "candidate:criterion":
        loads[table.candidate, table_cells(table, term)] = weights[table.criterion]
    return loads


def severities(fit: Fit) -> tuple[Floats, Floats]:
    """Severity of each interviewer and its standard deviation given the data (R,), in levels; positive is harder."""
    count = fit.model.sums.interviewers
    means = np.array([-point.b[:count] for point in fit.points])
    with threads_for(fit.model.order):
        variances = np.array([point.residual * diagonal(point)[:count] for point in fit.points])
    mean = fit.weights @ means
    spread = fit.weights @ (variances + means**2) - mean**2
    return mean, np.sqrt(np.maximum(spread, 0.0))

"""Many-facet Rasch measurement of a table: severities, difficulties and abilities on one scale of logits.

    log P(k) / P(k-1) = intercept + candidate - interviewer - criterion - threshold_k

The ordinal check behind the scores: it takes levels as an order, not as numbers. Abilities are integrated out
(marginal maximum likelihood); severities are shrunken towards their mean unless they are asked for without priors, as
the reference programs have them. Joint estimation is there for comparison with FACETS only.

Source: Linacre (1989), Many-Facet Rasch Measurement; Andrich (1978), Psychometrika 43 (rating scale); Masters (1982),
Psychometrika 47 (partial credit). Tested against TAM, immer and mfrmr.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from evenbar.measure.facet_fit import Fits, Separation, Squares, fits_joint, fits_marginal, separation
from evenbar.measure.joint import Joint, joint
from evenbar.measure.rasch_information import Lean
from evenbar.measure.rasch_likelihood import Likelihood, Looked
from evenbar.measure.rasch_newton import Found, searched
from evenbar.measure.rasch_scale import Kind, Steps, steps
from evenbar.measure.rasch_search import LEAST_SD, Priors
from evenbar.measure.ratings import Floats, RatingTable, added
from evenbar.measure.threads import threads_for

PAIRS = 2_000_000  # pairs of interviews of one candidate held at once


@dataclass(frozen=True)
class Measures:
    """Measures of candidates, interviewers or criteria, in logits, with their standard errors and fit; (m,) each."""

    names: tuple[str, ...]
    measure: Floats
    se: Floats
    infit: Floats
    outfit: Floats


@dataclass(frozen=True)
class Facets:
    """A fitted many-facet Rasch model.

    ``deviance`` is -2 log-likelihood, with abilities integrated out unless the estimator is joint. ``candidate_sd`` is
    of abilities in the population. ``thresholds`` holds a row a scale, ``levels`` the levels between which they are;
    there is one scale for all criteria, or with partial credit one for each. ``severity_sd`` is of the interviewers'
    prior; None without one.
    """

    deviance: float
    candidate_sd: float
    intercept: float
    candidates: Measures
    interviewers: Measures
    criteria: Measures
    thresholds: tuple[tuple[float, ...], ...]
    levels: tuple[tuple[float, ...], ...]
    separation: dict[str, Separation]
    severity_sd: float | None
    converged: bool
    warnings: tuple[tuple[str, str], ...]


def fit(
    table: RatingTable,
    *,
    model: Kind = "rating-scale",
    estimator: Literal["mml", "jml"] = "mml",
    interviewers: Literal["random", "fixed"] = "random",
) -> Facets:
    """Fit a many-facet Rasch model to a table.

    Severity and difficulty are positive where they are harder; interviewers and criteria sum to zero, and so do the
    thresholds of a scale. Candidates have mean zero in the population.

    Parameters
    ----------
    table : ratings in whole levels, at least two of them different
    model : one scale for all criteria, or thresholds of their own for each ("partial-credit")
    estimator : marginal ("mml") or joint ("jml") maximum likelihood
    interviewers : severities shrunken, with half-normal priors on the standard deviations of abilities (1.5),
        severities (0.5) and difficulties (1), or "fixed" without any prior; joint estimation has none

    Raises
    ------
    ValueError : "All ratings are the same level, so nobody can be told apart and no model can be fitted.", and others
        that say what the table lacks.

    Notes
    -----
    Errors of interviewers and criteria are from the full covariance under the sums held at zero. With priors a
    candidate's error holds that of severities too; without, it is the spread of the ability alone, as in TAM.
    """
    with threads_for(len(table.interviewers) + len(table.criteria)):
        likelihood = Likelihood(steps(table, model))
        if estimator == "jml":
            return _of_joint(likelihood, joint(likelihood))
        priors = Priors() if interviewers == "random" else None
        return _of_marginal(likelihood, searched(likelihood, priors), shrunken=priors is not None)


def _of_marginal(likelihood: Likelihood, found: Found, *, shrunken: bool) -> Facets:
    at, layout, looked = found.point.at, likelihood.layout, found.looked
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    own = apart = looked.error
    if shrunken:
        own, apart = _with_parameters(looked, found.covariance, likelihood)
    fits = fits_marginal(likelihood, looked)
    names = likelihood.steps.table
    interviewers = _measures(
        names.interviewers, at[layout.severity], errors[layout.severity], fits.interviewers
    )
    criteria = _measures(names.criteria, at[layout.difficulty], errors[layout.difficulty], fits.criteria)
    return Facets(
        deviance=-2.0 * (looked.loglik - _tilted(likelihood, at)),
        candidate_sd=float(np.exp(at[layout.spread])),
        intercept=float(at[0]),
        candidates=_measures(names.candidates, looked.ability, own, fits.candidates),
        interviewers=interviewers,
        criteria=criteria,
        thresholds=_thresholds(likelihood, at),
        levels=likelihood.steps.levels,
        separation={
            "candidates": separation(looked.ability, apart, shrunken=True),
            "interviewers": separation(interviewers.measure, interviewers.se, shrunken=shrunken),
            "criteria": separation(criteria.measure, criteria.se, shrunken=shrunken),
        },
        severity_sd=found.point.severity_sd if shrunken else None,
        converged=found.converged,
        warnings=(*likelihood.steps.warnings, *_marginal_warnings(likelihood, found, shrunken=shrunken)),
    )


def _tilted(likelihood: Likelihood, at: Floats) -> float:
    """What moved totals have added to the log-likelihood."""
    return float(likelihood.steps.tilt @ likelihood.level(at))


def _measures(names: tuple[str, ...], measure: Floats, se: Floats, squares: Squares) -> Measures:
    return Measures(names, measure, se, squares.infit, squares.outfit)


def _thresholds(likelihood: Likelihood, at: Floats) -> tuple[tuple[float, ...], ...]:
    rows = zip(likelihood.thresholds(at), likelihood.steps.top, strict=True)
    return tuple(tuple(row[:top].tolist()) for row, top in rows)


def _with_parameters(looked: Looked, covariance: Floats, likelihood: Likelihood) -> tuple[Floats, Floats]:
    """Errors of abilities with those of all other parameters in them (P,), and the same without what all share.

    var + g' C g, with g the slope of the posterior mean of ability in the parameters, which is the covariance of the
    ability and the slopes of the log-likelihood over the posterior. The error of the common level moves everybody
    alike, so it does not blur who is above whom.
    """
    lean, layout = looked.lean, likelihood.layout
    assert lean is not None
    others = covariance[np.ix_(layout.dense, layout.dense)]
    cross = covariance[layout.severity, layout.dense]
    spread = np.einsum("pk,pk->p", lean.others @ others, lean.others)
    spread += 2.0 * np.einsum("pk,pk->p", lean.severity @ cross, lean.others)
    spread += _between_severities(lean, covariance[layout.severity, layout.severity])
    whole = looked.error**2 * (1.0 + np.maximum(spread, 0.0))
    mean = np.zeros(layout.size)
    mean[layout.severity] = lean.severity.T @ looked.error / len(whole)
    mean[layout.dense] = looked.error @ lean.others / len(whole)
    shared = float(mean @ covariance @ mean)
    return np.sqrt(whole), np.sqrt(np.maximum(whole - shared, looked.error**2))


def _between_severities(lean: Lean, covariance: Floats) -> Floats:
    """The same for severities alone, over the pairs of interviewers that each candidate met (P,)."""
    matrix = lean.severity
    met = np.diff(matrix.indptr).astype(np.int64)
    found = np.zeros(len(met))
    ends = np.cumsum(met**2)
    first = 0
    while first < len(met):
        taken = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, taken + PAIRS, side="right")), first + 1)
        found[first:last] = _pairs(matrix[first:last], covariance)
        first = last
    return found


def _pairs(matrix: csr_array, covariance: Floats) -> Floats:
    """The quadratic form of each row of a sparse matrix."""
    met = np.diff(matrix.indptr).astype(np.int64)
    row = np.repeat(np.arange(len(met)), met)
    one = np.repeat(np.arange(len(row)), met[row])
    place = np.arange(len(one)) - np.repeat(np.cumsum(met[row]) - met[row], met[row])
    other = matrix.indptr[:-1].astype(np.int64)[row[one]] + place
    value = matrix.data[one] * matrix.data[other] * covariance[matrix.indices[one], matrix.indices[other]]
    return added(row[one], value, len(met))


def _marginal_warnings(likelihood: Likelihood, found: Found, *, shrunken: bool) -> Iterator[tuple[str, str]]:
    s = likelihood.steps
    if not found.converged:
        yield "not-converged", "The search for the estimates ended before it arrived; read them with care."
    if float(np.exp(found.point.at[likelihood.layout.spread])) <= 1.001 * LEAST_SD:
        yield (
            "no-spread",
            "The ratings show no spread between candidates beyond chance; their measures say nothing of order.",
        )
    if s.table.parts.count > 1:
        yield (
            "exchangeable",
            "Measures of different parts are on one scale only if the parts' candidates are equally able on average;"
            " the ratings cannot show that.",
        )
    if not shrunken:
        for names, extreme in zip((s.table.interviewers, s.table.criteria), s.extremes, strict=True):
            yield from _extreme(tuple(name for name, sign in zip(names, extreme, strict=True) if sign))


def _extreme(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if names:
        told = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        yield (
            "extreme",
            f"Nothing but lowest or highest levels: {told}. The measure would be infinite, so the total is moved by"
            " 0.3 of a level.",
        )


def _of_joint(likelihood: Likelihood, found: Joint) -> Facets:
    at, layout, made = found.at, likelihood.layout, likelihood.steps
    fits: Fits = fits_joint(likelihood, found)
    centre = float(found.ability.mean())
    names = made.table
    people = _measures(names.candidates, found.ability - centre, found.ability_error, fits.candidates)
    interviewers = _measures(
        names.interviewers, at[layout.severity], found.error[layout.severity], fits.interviewers
    )
    criteria = _measures(names.criteria, at[layout.difficulty], found.error[layout.difficulty], fits.criteria)
    inner = found.extreme == 0
    apart = float(np.var(people.measure[inner]) - np.mean(people.se[inner] ** 2))
    return Facets(
        deviance=found.deviance,
        candidate_sd=float(np.sqrt(max(apart, 0.0))),
        intercept=centre,
        candidates=people,
        interviewers=interviewers,
        criteria=criteria,
        thresholds=_thresholds(likelihood, at),
        levels=made.levels,
        separation={
            "candidates": separation(people.measure[inner], people.se[inner], shrunken=False),
            "interviewers": separation(interviewers.measure, interviewers.se, shrunken=False),
            "criteria": separation(criteria.measure, criteria.se, shrunken=False),
        },
        severity_sd=None,
        converged=found.converged,
        warnings=(*made.warnings, *_joint_warnings(made, found)),
    )


def _joint_warnings(made: Steps, found: Joint) -> Iterator[tuple[str, str]]:
    yield (
        "joint",
        "Joint estimation is for comparison with FACETS: it overstates how far interviewers differ, and its errors are"
        " too small.",
    )
    if not found.converged:
        yield "not-converged", "The search for the estimates ended before it arrived; read them with care."
    if made.table.parts.count > 1:
        yield (
            "parts-apart",
            "Interviewers sum to zero within each part; measures of different parts do not compare.",
        )
    names = zip(made.table.candidates, found.extreme, strict=True)
    yield from _extreme(tuple(name for name, sign in names if sign))
    for people, extreme in zip((made.table.interviewers, made.table.criteria), made.extremes, strict=True):
        yield from _extreme(tuple(name for name, sign in zip(people, extreme, strict=True) if sign))
    inner = found.extreme[made.candidate] == 0
    seen = np.bincount(made.of_interviewer[made.cell[inner]], minlength=len(made.table.interviewers))
    unseen = [name for name, count in zip(made.table.interviewers, seen, strict=True) if not count]
    if unseen:
        yield (
            "unmeasured",
            f"Only candidates with nothing but lowest or highest levels were met by {', '.join(unseen[:5])}; their"
            " severity is not measured and stands at zero.",
        )

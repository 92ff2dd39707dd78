"""How reliable the scores of a fit are, with an interval: within openings, since candidates compete within theirs.

Differences between openings would make scores of a whole season look more reliable than those that a decision rests
on, so they are taken out. What a panel of another size would reach is ``decision_study``'s matter.
"""

import numpy as np
from scipy.special import chdtri

from evenbar.measure.interval import Estimate, f_quantile
from evenbar.measure.ratings import Floats, Ints
from evenbar.measure.severity import Fit, effects, score_weights
from evenbar.measure.threads import threads_for


def reliability(fit: Fit, *, weights: Floats | None = None) -> Estimate:
    """The share of the variance of scores within openings that is not error, for ranking, with its 95 % interval.

    1 - E / (S + E), S the variance of the scores given the data, E the mean error variance of their differences

    Parameters
    ----------
    fit : of a table with or without roles
    weights : (criteria,) of the scores, summing to 1; equal where not given

    Returns
    -------
    Undefined where no opening has two candidates. The interval is read off the posterior's points; for a REML fit it
    is Feldt's, with the degrees of freedom of candidates and of interviews.

    Notes
    -----
    Feldt's interval assumes a balanced design; where candidates met unequal numbers of interviewers it is rough.

    Source: Feldt (1965), Psychometrika 30, 357-370; the point estimate as in ``ranking.scores``. Tested against that
    for one opening, and its coverage by simulation.
    """
    shares = score_weights(fit.table, None) if weights is None else weights
    role = _roles(fit)
    free = len(role) - len(np.unique(role))
    if free < 1:
        return Estimate(None)
    with threads_for(fit.model.order):
        values = np.array([_at(fit, index, shares, role) for index in range(len(fit.points))])
    value = float(fit.weights @ values)
    if len(values) > 1:
        low, high = _weighted_quantiles(values, fit.weights, (0.025, 0.975))
        return Estimate(value, low, high)
    meetings = max(len(fit.table.interviews.start) - len(role), 1)
    ends = (f_quantile(0.975, free, meetings), f_quantile(0.025, free, meetings))
    low, high = (float(np.clip(1.0 - (1.0 - value) * end, 0.0, 1.0)) for end in ends)
    return Estimate(value, low, high)


def spread_of_severities(fit: Fit) -> Estimate:
    """The standard deviation of interviewers' true severities, in levels, with its 95 % interval.

    That of the posterior's points; for a REML fit sd sqrt((R - 1) / chi-square quantile), as if severities were seen.

    Undefined where the design lets no interviewer differ. Source: the chi-square interval of a standard deviation, as
    in Snedecor and Cochran (1989), Statistical Methods, ch. 5; rather narrow, since severities are estimated.
    """
    names, count = fit.model.terms, len(fit.table.interviewers)
    if "interviewer" not in fit.chosen.terms or "interviewer" not in names or count < 2:
        return Estimate(None)
    at = names.index("interviewer")
    values = np.array([float(np.sqrt(max(point.ratios[at] * point.residual, 0.0))) for point in fit.points])
    value = float(np.sqrt(fit.weights @ values**2))
    if len(values) > 1:
        low, high = _weighted_quantiles(values, fit.weights, (0.025, 0.975))
        return Estimate(value, min(low, value), max(high, value))
    ends = [value * float(np.sqrt((count - 1) / chdtri(count - 1, tail))) for tail in (0.025, 0.975)]
    return Estimate(value, *ends)


def _roles(fit: Fit) -> Ints:
    """The role of each candidate (P,); all the same where the table tells none."""
    table = fit.table
    found = np.zeros(len(table.candidates), dtype=np.int64)
    if table.role is not None:
        found[table.candidate] = table.role
    return found


def _at(fit: Fit, index: int, shares: Floats, role: Ints) -> float:
    """The reliability at one point of the fit."""
    state = effects(fit, fit.points[index], shares)
    size = np.bincount(role).astype(np.float64)
    free = float((size[size > 0] - 1.0).sum())
    mean = np.bincount(role, state.mean) / np.maximum(size, 1.0)
    shown = float(((state.mean - mean[role]) ** 2).sum()) / free
    people = len(role)
    # The part of the errors that all candidates share moves nobody past another.
    error = (float(np.maximum(state.variance(), 1e-18).mean()) - state.common()) * people / max(people - 1, 1)
    whole = shown + error
    return float(np.clip(shown / whole, 0.0, 1.0)) if whole > 0.0 else 0.0


def _weighted_quantiles(values: Floats, weights: Floats, at: tuple[float, float]) -> tuple[float, float]:
    order = np.argsort(values)
    passed = np.cumsum(weights[order])
    low, high = (
        values[order[min(int(np.searchsorted(passed, share * passed[-1])), len(values) - 1)]] for share in at
    )
    return float(low), float(high)

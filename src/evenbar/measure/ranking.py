"""Scores and ranks with their uncertainty: intervals, P(best), P(in the top k), P(above the bar), ties.

With 6 to 40 candidates the first is truly the best in a third to six tenths of panels, so a rank without its
interval says little. Ranks and probabilities hold within a part of the design: people of different parts were
never compared.

Source: Goldstein and Spiegelhalter (1996), League tables and their limitations, JRSS A 159; Laird and Louis (1989),
Empirical Bayes ranking methods, Journal of Educational Statistics 14.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from evenbar.measure.ratings import Floats, Ints
from evenbar.measure.severity import Effects, Fit, effects, score_weights
from evenbar.measure.threads import threads_for

DRAWS = 4_000
MOST_CELLS = 4_000_000  # draws times candidates: fewer draws for very many candidates
WITHIN = 20  # ranks up to which the chance of reaching each is kept
LEVELS = (0.1, 0.9, 0.025, 0.975)  # of the 80 % and 95 % intervals


@dataclass(frozen=True)
class Scores:
    """Scores of all P candidates, in the order of the table. Arrays are (P,); probabilities nan where undefined.

    ``score`` and ``se`` are mean and standard deviation given the data; ``low80`` … ``high95`` equal-tailed
    intervals; ``rank`` counts from 1 within a part, ``rank_low`` and ``rank_high`` hold 80 %. ``reliability`` is the
    share of the variance of scores that is not error, for ranking. ``p_within`` (P, K) holds P(rank at most 1 ... K),
    ``p_over_next`` P(truly above whoever has the next rank of the same part); nan for the last of a part.
    """

    score: Floats
    se: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats
    rank: Ints
    rank_low: Ints
    rank_high: Ints
    p_best: Floats
    p_top: Floats
    p_above_bar: Floats
    reliability: float | None
    p_within: Floats
    p_over_next: Floats


def scores(
    fit: Fit,
    *,
    weights: Mapping[str, float] | None = None,
    bar: float | None = None,
    top: int = 1,
    seed: int = 1,
) -> Scores:
    """Read scores off a fit.

    Parameters
    ----------
    weights : of the criteria, any positive numbers; equal where not given
    bar : in levels; P(above the bar) is nan without one
    top : how many are wanted, at least 1
    seed : of the draws that ranks are read from
    """
    if top < 1:
        raise ValueError("The top holds at least one candidate; give a whole number from 1.")
    shares = score_weights(fit.table, weights)
    with threads_for(fit.model.order):
        return _read(fit, shares, bar=bar, top=top, seed=seed)


def _read(fit: Fit, shares: Floats, *, bar: float | None, top: int, seed: int) -> Scores:
    states = [effects(fit, point, shares) for point in fit.points]
    means = np.array([state.mean for state in states])
    variances = np.maximum(np.array([state.variance() for state in states]), 1e-18)
    deviations = np.sqrt(variances)
    score = fit.weights @ means
    se = np.sqrt(np.maximum(fit.weights @ (deviations**2 + means**2) - score**2, 0.0))
    limits = [_quantile(fit.weights, means, deviations, level) for level in LEVELS]
    above = np.full(len(score), np.nan)
    if bar is not None:
        above = fit.weights @ ndtr((means - bar) / deviations)
    drawn = _draws(fit, states, seed)
    ranks = _ranks(drawn, fit.table.parts.candidate)
    rank = _ranks(score[None, :], fit.table.parts.candidate)[0]
    low, high = np.quantile(ranks, (0.1, 0.9), axis=0, method="nearest").astype(np.int64)
    return Scores(
        score=score,
        se=se,
        low80=limits[0],
        high80=limits[1],
        low95=limits[2],
        high95=limits[3],
        rank=rank,
        rank_low=low,
        rank_high=high,
        p_best=(ranks == 1).mean(axis=0),
        p_top=(ranks <= top).mean(axis=0),
        p_above_bar=above,
        reliability=_reliability(fit, states, variances.mean(axis=1)),
        p_within=np.stack(
            [(ranks <= place).mean(axis=0) for place in range(1, min(WITHIN, len(score)) + 1)], axis=1
        ),
        p_over_next=_over_next(drawn, rank, fit.table.parts.candidate),
    )


def _quantile(weights: Floats, means: Floats, deviations: Floats, level: float) -> Floats:
    """A quantile of each candidate's mixture of normals, by bisection."""
    low = (means - 9.0 * deviations).min(axis=0)
    high = (means + 9.0 * deviations).max(axis=0)
    for _ in range(50):
        middle = 0.5 * (low + high)
        below = weights @ ndtr((middle - means) / deviations) < level
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(0.5 * (low + high))


def _draws(fit: Fit, states: list[Effects], seed: int) -> Floats:
    """Joint draws of all scores, shared out among the points by their weights."""
    random = np.random.default_rng(seed)
    wanted = max(200, min(DRAWS, MOST_CELLS // max(1, len(fit.table.candidates))))
    counts = random.multinomial(wanted, fit.weights)
    return np.concatenate(
        [state.draws(int(count), random) for state, count in zip(states, counts, strict=True) if count]
    )


def _ranks(drawn: Floats, part: Ints) -> Ints:
    """Ranks within parts, 1 for the highest, of each row of (draws, P)."""
    ranks = np.empty(drawn.shape, dtype=np.int64)
    for index in range(int(part.max()) + 1):
        here = np.flatnonzero(part == index)
        order = np.argsort(-drawn[:, here], axis=1, kind="stable")
        places = np.arange(1, len(here) + 1, dtype=np.int64)
        np.put_along_axis(ranks, here[order], places[None, :], axis=1)
    return ranks


def _over_next(drawn: Floats, rank: Ints, part: Ints) -> Floats:
    """P(truly above whoever has the next rank of the same part) of each candidate (P,); nan for the last."""
    chance = np.full(len(rank), np.nan)
    order = np.lexsort((rank, part))
    one, other = order[:-1], order[1:]
    same = part[one] == part[other]
    one, other = one[same], other[same]
    chance[one] = (drawn[:, one] > drawn[:, other]).mean(axis=0)
    return chance


def _reliability(fit: Fit, states: list[Effects], errors: Floats) -> float | None:
    """One minus the error variance of differences over the true variance; None for a single candidate."""
    people = len(fit.table.candidates)
    if people < 2:
        return None
    found = []
    for state, error in zip(states, errors, strict=True):
        error = (float(error) - state.common()) * people / (people - 1)
        shown = float(np.var(state.mean, ddof=1))  # variance of shrunken scores is true variance less error
        true = shown + error
        found.append(1.0 - error / true if true > 0.0 else 0.0)
    return float(np.clip(fit.weights @ np.array(found), 0.0, 1.0))

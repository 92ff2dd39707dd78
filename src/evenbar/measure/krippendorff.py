"""Krippendorff's alpha: agreement of any number of raters on any scale, whatever is missing.

alpha = 1 - observed disagreement / expected disagreement, both over pairs of ratings of a unit. Units with a single
rating say nothing and are left out.
"""

from typing import Literal

import numpy as np

from evenbar.measure.interval import UNDEFINED, Estimate, percentiles
from evenbar.measure.ratings import Floats
from evenbar.measure.units import Patterns

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio")
DRAWS, FEWEST_DRAWS = 1_000, 200
MOST_CELLS = 20_000_000  # of one table of draws


def alpha(patterns: Patterns, metric: Metric, *, draws: int = DRAWS, seed: int = 1) -> Estimate:
    """Krippendorff's alpha with a bootstrap interval over units.

    alpha = 1 - (n - 1) sum_u sum_ck n_uc n_uk d_ck / (m_u - 1) / sum_ck n_c n_k d_ck

    The difference d of two levels is 0 or 1 (nominal), the squared difference of their mid-ranks among all ratings
    (ordinal), of their values (interval), or that of values divided by the squared sum (ratio).

    Parameters
    ----------
    patterns : counts of levels by unit
    metric : the scale that the levels are on; ratio needs levels of 0 or more
    draws : bootstrap samples of units; 0 for no interval
    seed : of the samples

    Returns
    -------
    Value and 95 % percentile interval, widened to hold the value where units are very few; None where all ratings are
    the same level or no unit has two.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; ordinal differences as in his (2019)
    Content Analysis, 4th ed., ch. 12, which are not Gwet's ordinal weights. Tested against his example C/D.
    """
    pairs = patterns.pairable()
    if not len(pairs.times) or (metric == "ratio" and float(pairs.values.min()) < 0.0):
        return UNDEFINED
    value = float(_alphas(pairs, pairs.times[None, :], metric)[0])
    if not np.isfinite(value):
        return UNDEFINED
    total = int(pairs.times.sum())
    if draws == 0 or total < 2:
        return Estimate(value)
    count = int(np.clip(MOST_CELLS // len(pairs.times), FEWEST_DRAWS, draws))
    random = np.random.default_rng(seed)
    sampled = random.multinomial(total, pairs.times / total, size=count).astype(np.float64)
    low, high = percentiles(_alphas(pairs, sampled, metric))
    if low is None or high is None:
        return Estimate(value)
    return Estimate(value, min(low, value), max(high, value))


def _alphas(pairs: Patterns, times: Floats, metric: Metric) -> Floats:
    """Alpha for each row of times (B, J); nan where nothing differs."""
    totals = times @ pairs.counts  # (B, q)
    n = totals.sum(axis=1)
    per_unit = times / (pairs.size - 1.0)
    if metric == "ordinal":
        ranks = np.cumsum(totals, axis=1) - totals / 2.0  # mid-ranks, up to a constant
        observed = _spread_within(pairs, per_unit, ranks)
        mean = np.einsum("bq,bq->b", totals, ranks) / n
        expected = 2.0 * n * np.einsum("bq,bq->b", totals, (ranks - mean[:, None]) ** 2)
    else:
        difference = _differences(pairs.values, metric)
        observed = per_unit @ np.einsum("jc,ck,jk->j", pairs.counts, difference, pairs.counts, optimize=True)
        expected = np.einsum("bc,ck,bk->b", totals, difference, totals, optimize=True)
    defined = expected > 1e-9 * n**2 * (1.0 if metric != "ordinal" else 1e-3)
    found: Floats = np.where(defined, 1.0 - (n - 1.0) * observed / np.where(defined, expected, 1.0), np.nan)
    return found


def _spread_within(pairs: Patterns, per_unit: Floats, ranks: Floats) -> Floats:
    """Summed squared differences of ranks over ordered pairs of ratings of a unit, for each row of ranks (B, q)."""
    squares = pairs.counts @ (ranks**2).T  # (J, B)
    sums = pairs.counts @ ranks.T
    found: Floats = np.einsum("bj,jb->b", per_unit, 2.0 * (pairs.size[:, None] * squares - sums**2))
    return found


def _differences(values: Floats, metric: Metric) -> Floats:
    apart = values[:, None] - values[None, :]
    if metric == "nominal":
        return np.where(apart != 0.0, 1.0, 0.0)
    if metric == "interval":
        squared: Floats = apart**2
        return squared
    both = values[:, None] + values[None, :]
    return np.asarray(np.where(both > 0.0, apart / np.where(both > 0.0, both, 1.0), 0.0) ** 2)

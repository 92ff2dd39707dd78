"""Gwet's AC1 and AC2, and the kappas of Fleiss and Cohen: agreement beyond what chance would give.

They differ in what they call chance. Gwet's stays sensible where nearly all ratings are one level, where a kappa
falls towards zero though everybody agrees.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from evenbar.measure.ratings import Floats
from evenbar.measure.units import Patterns

Weights = Literal["nominal", "linear", "quadratic", "ordinal"]
WEIGHTS: tuple[Weights, ...] = ("nominal", "linear", "quadratic", "ordinal")


@dataclass(frozen=True)
class Agreed:
    """A coefficient of agreement with its standard error over units; None where the data do not define it."""

    value: float | None
    se: float | None = None


def agreement_weights(values: Floats, kind: Weights) -> Floats:
    """How much two levels agree (q, q), from 0 to 1.

    nominal: equal or not. linear: 1 - |a - b| / range. quadratic: its square instead. ordinal (Gwet):
    1 - C(|i - j| + 1, 2) / C(q, 2) by position; not the differences of Krippendorff's ordinal alpha.

    Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3.
    """
    q = len(values)
    if kind == "nominal" or q == 1:
        return np.eye(q)
    if kind == "ordinal":
        apart = np.abs(np.subtract.outer(np.arange(q), np.arange(q)))
        return np.asarray(1.0 - apart * (apart + 1.0) / (q * (q - 1.0)))
    share = np.abs(values[:, None] - values[None, :]) / (values[-1] - values[0])
    return np.asarray(1.0 - (share if kind == "linear" else share**2))


def gwet(patterns: Patterns, kind: Weights) -> Agreed:
    """Gwet's AC1 (nominal) or AC2 (any other weights), for any missing pattern.

    (pa - pe) / (1 - pe), pe = sum(w) sum_k pi_k (1 - pi_k) / (q (q - 1)), pi_k the mean share of level k over units.

    Parameters
    ----------
    patterns : counts of levels by unit; all levels of the scale count as possible
    kind : how much neighbouring levels agree

    Returns
    -------
    Value and standard error over units. With one possible level nothing is defined.

    Source: Gwet (2008), Br J Math Stat Psychol 61, 29-48; (2014), ch. 5. Tested against irrCAC 1.0.
    """
    q = len(patterns.values)
    if q < 2:
        return Agreed(None)
    weights = agreement_weights(patterns.values, kind)
    shares = _shares(patterns)
    chance = float(weights.sum() * (shares @ (1.0 - shares)) / (q * (q - 1.0)))
    per_unit = weights.sum() * (patterns.counts @ (1.0 - shares)) / patterns.size / (q * (q - 1.0))
    return _beyond_chance(patterns, weights, chance, per_unit)


def fleiss(patterns: Patterns, kind: Weights = "nominal") -> Agreed:
    """Fleiss' kappa for any number of raters, weighted where asked.

    (pa - pe) / (1 - pe), pe = sum_kl w_kl pi_k pi_l

    Source: Fleiss (1971), Psychological Bulletin 76, 378-382; standard error over units as Gwet (2014), ch. 5. Tested
    against Fleiss' table and irrCAC 1.0.
    """
    weights = agreement_weights(patterns.values, kind)
    shares = _shares(patterns)
    chance = float(shares @ weights @ shares)
    per_unit = (patterns.counts @ ((weights + weights.T) @ shares)) / patterns.size / 2.0
    return _beyond_chance(patterns, weights, chance, per_unit)


def _shares(patterns: Patterns) -> Floats:
    """The mean share of each level over units (q,)."""
    total = patterns.times.sum()
    return np.asarray((patterns.times / patterns.size) @ patterns.counts / total)


def _beyond_chance(patterns: Patterns, weights: Floats, chance: float, per_unit: Floats) -> Agreed:
    """(pa - pe) / (1 - pe) with the standard error over units. ``per_unit`` (J,) are the units' parts in pe."""
    times, size = patterns.times, patterns.size
    several = size >= 2.0
    pairs = float(times[several].sum())
    if pairs == 0.0 or 1.0 - chance < 1e-12:
        return Agreed(None)
    agreeing = ((patterns.counts @ weights) * patterns.counts).sum(axis=1) - patterns.counts @ np.diag(
        weights
    )
    of_unit = np.where(several, agreeing / np.where(several, size * (size - 1.0), 1.0), 0.0)
    value = (float(times @ of_unit) / pairs - chance) / (1.0 - chance)
    n = float(times.sum())
    if n < 2.0:
        return Agreed(value)
    influence = n / pairs * (of_unit - chance * several) / (1.0 - chance)
    influence = influence - 2.0 * (1.0 - value) * (per_unit - chance) / (1.0 - chance)
    variance = float(times @ (influence - value) ** 2) / (n * (n - 1.0))
    return Agreed(value, float(np.sqrt(variance)))


def weighted_kappa(table: ArrayLike, disagreement: ArrayLike | None = None) -> float | None:
    """Cohen's kappa of two raters, with any weights of disagreement.

    1 - sum(v p) / sum(v e), e the products of the margins

    Parameters
    ----------
    table : (q, q) counts or shares of units by the level of the one and of the other rater
    disagreement : (q, q) of 0 or more, 0 on the diagonal; None for Cohen's unweighted kappa

    Returns
    -------
    The coefficient; None where both raters gave one and the same level throughout.

    Raises
    ------
    ValueError : "The table of two raters must be square, with no negative count and at least one unit."

    Source: Cohen (1968), Psychological Bulletin 70, 213-220. Tested against its table.
    """
    counts = np.asarray(table, dtype=np.float64)
    sound = counts.ndim == 2 and counts.shape[0] == counts.shape[1] and (counts >= 0.0).all()
    if not sound or counts.sum() <= 0.0:
        raise ValueError(
            "The table of two raters must be square, with no negative count and at least one unit."
        )
    weights = (
        1.0 - np.eye(len(counts)) if disagreement is None else np.asarray(disagreement, dtype=np.float64)
    )
    if weights.shape != counts.shape:
        raise ValueError("The weights of disagreement must have the shape of the table.")
    shares = counts / counts.sum()
    expected = float((weights * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum())
    return None if expected == 0.0 else 1.0 - float((weights * shares).sum()) / expected

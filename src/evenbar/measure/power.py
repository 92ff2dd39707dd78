"""What so many people could show at all: how often chance alone looks like a difference, and how many would be enough.

Everything is exact or a closed formula, and about numbers of people, not about those people.
"""

from fractions import Fraction
from math import ceil

import numpy as np
from scipy.special import bdtr, betaln, ndtri, xlog1py, xlogy

from evenbar.measure.ratings import Floats, Ints

ERROR, POWER = 0.05, 0.8


def chance_of_a_low_ratio(
    *, rate: float, n: int, other_n: int, threshold: Fraction = Fraction(4, 5)
) -> float:
    """How often the lower of two rates is below a share of the higher, though the true rates are the same.

    P(x1/n1 < t x2/n2) + P(x2/n2 < t x1/n1), x1 and x2 binomial with one rate; summed over all counts, compared in
    whole numbers

    Parameters
    ----------
    rate : 0 to 1
    n, other_n : applicants in the two groups, at least 1
    threshold : above 0 and up to 1

    Raises
    ------
    ValueError : "The rate must lie between 0 and 1, ..." and "Each group needs an applicant."

    Source: sum of the binomial distribution; tested against a full table of both counts.
    """
    if not 0.0 <= rate <= 1.0:
        raise ValueError(f"The rate must lie between 0 and 1, and {rate:g} does not.")
    if min(n, other_n) < 1:
        raise ValueError("Each group needs an applicant.")
    return _below(rate, n, other_n, threshold) + _below(rate, other_n, n, threshold)


def _below(rate: float, n: int, other_n: int, threshold: Fraction) -> float:
    """P(x1/n1 < t x2/n2): for every count of the other group, how likely it and a low enough count of this one are."""
    other: Ints = np.arange(other_n + 1, dtype=np.int64)
    largest = (threshold.numerator * other * n - 1) // (threshold.denominator * other_n)
    low = np.where(largest >= 0, bdtr(np.clip(largest, 0, n).astype(np.float64), n, rate), 0.0)
    return float(_binomial(other, other_n, rate) @ low)


def _binomial(count: Ints, n: int, rate: float) -> Floats:
    """The binomial distribution at all counts (n + 1,)."""
    ways = -np.log(n + 1.0) - betaln(n - count + 1.0, count + 1.0)
    chance: Floats = np.exp(ways + xlogy(count, rate) + xlog1py(n - count, -rate))
    return chance


def pairs_to_see(correlation: float, *, error: float = ERROR, power: float = POWER) -> int:
    """How many pairs it takes to tell a true correlation from 0, two-sided, as often as ``power``.

    n = ((z(1 - error / 2) + z(power)) / atanh(r))^2 + 3

    Raises
    ------
    ValueError : "The correlation must lie between -1 and 1 and not be 0."

    Source: Fisher's transformation; tested against Cohen (1988), Table 3.4.1, within two pairs.
    """
    if not 0.0 < abs(correlation) < 1.0:
        raise ValueError("The correlation must lie between -1 and 1 and not be 0.")
    reach = float(ndtri(1.0 - error / 2.0) + ndtri(power)) / float(np.arctanh(abs(correlation)))
    return ceil(reach**2 + 3.0)

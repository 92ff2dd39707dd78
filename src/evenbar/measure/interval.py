"""Intervals that more than one estimator needs: of a share, of a ratio of two shares, of a bootstrap.

All are two-sided and of 95 % unless told otherwise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, fdtri, ndtri

from evenbar.measure.ratings import Floats

LEVEL = 0.95
NORMAL_95 = 1.959963984540054  # standard deviations on either side


@dataclass(frozen=True)
class Estimate:
    """An estimate with its interval; None where the data do not define it."""

    value: float | None
    low: float | None = None
    high: float | None = None


UNDEFINED = Estimate(None)


def f_quantile(p: float, numerator: float, denominator: float) -> float:
    """The value below which an F-distributed number falls with probability p."""
    return float(fdtri(numerator, denominator, p))


def wilson(successes: int, n: int, *, level: float = LEVEL) -> Estimate:
    """Wilson's score interval of a share.

    centre = (x + z^2 / 2) / (n + z^2), half = z sqrt(x (n - x) / n + z^2 / 4) / (n + z^2)

    Parameters
    ----------
    successes, n : 0 <= successes <= n; with n = 0 nothing is defined

    Source: Wilson (1927), JASA 22, 209-212. Tested against Newcombe (1998), Statistics in Medicine 17, Table I.
    """
    _check_share(successes, n)
    if n == 0:
        return UNDEFINED
    z = float(ndtri(0.5 + level / 2.0))
    centre = (successes + z**2 / 2.0) / (n + z**2)
    half = z * np.sqrt(successes * (n - successes) / n + z**2 / 4.0) / (n + z**2)
    low = 0.0 if successes == 0 else max(0.0, float(centre - half))
    high = 1.0 if successes == n else min(1.0, float(centre + half))
    return Estimate(successes / n, low, high)


def clopper_pearson(successes: int, n: int, *, level: float = LEVEL) -> Estimate:
    """The exact interval of a share, from the binomial tails.

    Source: Clopper and Pearson (1934), Biometrika 26, 404-413. Tested against Newcombe (1998), Table I.
    """
    _check_share(successes, n)
    if n == 0:
        return UNDEFINED
    tail = (1.0 - level) / 2.0
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, tail))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1.0 - tail))
    return Estimate(successes / n, low, high)


def katz(successes: int, n: int, other_successes: int, other_n: int, *, level: float = LEVEL) -> Estimate:
    """The ratio of two independent shares with Katz's log interval.

    log ratio +- z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2). Where nobody succeeded on top the ratio is 0 and no interval is
    defined; where nobody did below, there is no ratio.

    Source: Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469-474. Tested by hand and by its symmetry.
    """
    _check_share(successes, n)
    _check_share(other_successes, other_n)
    if n == 0 or other_successes == 0:
        return UNDEFINED
    ratio = (successes / n) / (other_successes / other_n)
    if successes == 0:
        return Estimate(0.0)
    z = float(ndtri(0.5 + level / 2.0))
    spread = max(1.0 / successes - 1.0 / n + 1.0 / other_successes - 1.0 / other_n, 0.0)
    factor = float(np.exp(z * np.sqrt(spread)))
    return Estimate(ratio, ratio / factor, ratio * factor)


def _check_share(successes: int, n: int) -> None:
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no share; the count must lie between 0 and {n}.")


def percentiles(draws: ArrayLike, *, level: float = LEVEL) -> tuple[float | None, float | None]:
    """The middle part of bootstrap draws; those that are not defined are left out, and with half of them so is all."""
    values: Floats = np.asarray(draws, dtype=np.float64)
    defined = values[np.isfinite(values)]
    if len(defined) * 2 <= len(values):
        return None, None
    low, high = np.quantile(defined, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low), float(high)

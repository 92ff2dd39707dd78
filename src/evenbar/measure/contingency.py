"""Two groups of applicants, each so many and so many selected: what a two by two table can say.

Tests and intervals of one table, and the common odds ratio of several. Which groups are compared, and what may be
concluded, is ``impact``'s matter; the ratio of two rates and its interval is ``interval.katz``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv, chdtrc, ndtr, ndtri

from evenbar.measure.interval import LEVEL
from evenbar.measure.ratings import Floats

TIE = 1e-7  # probabilities this close, relatively, are of equally likely tables
JEFFREYS = 0.5
NODES, REACH = 2001, 8.5


@dataclass(frozen=True)
class Pair:
    """A group of ``n`` with ``selected`` of them, beside another one."""

    selected: int
    n: int
    other_selected: int
    other_n: int

    def __post_init__(self) -> None:
        for selected, n in ((self.selected, self.n), (self.other_selected, self.other_n)):
            if not 0 <= selected <= n:
                raise ValueError(f"{selected} of {n} is no share; the count must lie between 0 and {n}.")


@dataclass(frozen=True)
class CommonOdds:
    """A common odds ratio over ``strata`` tables with its interval and the test that it is one."""

    value: float | None
    low: float | None
    high: float | None
    chi2: float
    chi2_corrected: float
    p: float
    strata: int


def pooled_z(pair: Pair) -> float | None:
    """The difference of two rates in standard deviations of chance, with the rates pooled.

    z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2)); None where nobody or everybody was selected.

    Source: the two-or-three-standard-deviations rule of Castaneda v. Partida, 430 U.S. 482 (1977), n. 17, for two
    samples. Tested on the counts of Connecticut v. Teal, 457 U.S. 440 (1982), and of UCBAdmissions.
    """
    if not pair.n or not pair.other_n:
        return None
    pooled = (pair.selected + pair.other_selected) / (pair.n + pair.other_n)
    spread = pooled * (1.0 - pooled) * (1.0 / pair.n + 1.0 / pair.other_n)
    difference = pair.selected / pair.n - pair.other_selected / pair.other_n
    return None if spread == 0.0 else float(difference / np.sqrt(spread))


def standard_deviations(observed: int, n: int, share: float) -> tuple[float, float, float]:
    """How far a count lies from what a known share leads one to expect: expected, standard deviation, z.

    expected = n p, sd = sqrt(n p (1 - p)), z = (observed - expected) / sd

    Parameters
    ----------
    observed, n : 0 <= observed <= n, n at least 1
    share : of the group in the population drawn from, above 0 and below 1

    Raises
    ------
    ValueError : "The share must lie above 0 and below 1."

    Source: Castaneda v. Partida, 430 U.S. 482 (1977), n. 17; tested against its two examples.
    """
    if not 0.0 < share < 1.0:
        raise ValueError("The share must lie above 0 and below 1.")
    if n < 1 or not 0 <= observed <= n:
        raise ValueError(f"{observed} of {n} is no share; the count must lie between 0 and {n}.")
    expected, sd = n * share, float(np.sqrt(n * share * (1.0 - share)))
    return expected, sd, (observed - expected) / sd


def cohen_h(pair: Pair) -> float | None:
    """The difference of two rates on the scale where their error does not depend on the rate.

    h = 2 asin(sqrt(p1)) - 2 asin(sqrt(p2)); .2 is called small, .5 medium, .8 large.

    Source: Cohen (1988), Statistical Power Analysis, chapter 6. Tested by hand.
    """
    if not pair.n or not pair.other_n:
        return None
    shares = np.array([pair.selected / pair.n, pair.other_selected / pair.other_n])
    angles = 2.0 * np.arcsin(np.sqrt(shares))
    return float(angles[0] - angles[1])


def exact_p(pair: Pair) -> tuple[float, float]:
    """Two-sided p of Fisher's exact test, and its mid-p, which counts tables as likely as this one by half.

    p = sum of P(k) over the tables with the same margins that are at most as likely as the one seen. Both are 1 where
    the margins allow one table only.

    Source: Fisher (1935); mid-p of Lancaster (1961), JASA 56, 223-234. Tested on Connecticut v. Teal (1982), n. 4, and
    against sums of whole numbers.
    """
    drawn = pair.selected + pair.other_selected
    low, high = max(0, drawn - pair.other_n), min(pair.n, drawn)
    k = np.arange(low, high, dtype=np.float64)
    steps = np.log((pair.n - k) * (drawn - k)) - np.log((k + 1.0) * (pair.other_n - drawn + k + 1.0))
    if not len(steps):
        return 1.0, 1.0
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    chance: Floats = np.exp(logs - logs.max())
    chance /= chance.sum()
    seen = float(chance[pair.selected - low])
    less = float(chance[chance < seen * (1.0 - TIE)].sum())
    ties = float(chance[np.abs(chance - seen) <= seen * TIE].sum())
    return min(less + ties, 1.0), min(less + ties / 2.0, 1.0)


def chance_below(pair: Pair, threshold: float) -> float | None:
    """The posterior chance that the true ratio of two rates is below a threshold, each rate Beta(1/2, 1/2) before.

    P = E[F1(threshold p2)], integrated over the sharper of the two rates along z = Phi^-1(its own distribution
    function) by the trapezium rule, which is as good as exact for a smooth function times a normal density.

    Parameters
    ----------
    threshold : above 0

    Source: Jeffreys' prior (1946); tested against adaptive integration of the density.
    """
    if not pair.n or not pair.other_n:
        return None
    a1, b1 = pair.selected + JEFFREYS, pair.n - pair.selected + JEFFREYS
    a2, b2 = pair.other_selected + JEFFREYS, pair.other_n - pair.other_selected + JEFFREYS
    z = np.linspace(-REACH, REACH, NODES)
    density = np.exp(-(z**2) / 2.0)
    density /= density.sum()
    if _log_variance(a1, b1) < _log_variance(a2, b2):
        below = np.minimum(betaincinv(a1, b1, ndtr(z)) / threshold, 1.0)
        inner = 1.0 - betainc(a2, b2, below)
    else:
        inner = betainc(a1, b1, np.minimum(betaincinv(a2, b2, ndtr(z)) * threshold, 1.0))
    return float(np.clip(density @ inner, 0.0, 1.0))


def _log_variance(a: float, b: float) -> float:
    """About the variance of the logarithm of a Beta(a, b)."""
    return b / (a * (a + b + 1.0))


def mantel_haenszel(pairs: Sequence[Pair], *, level: float = LEVEL) -> CommonOdds | None:
    """The common odds ratio over strata, with an interval and the test that it is one.

    OR = sum(a d / N) / sum(b c / N) with a, b selected and not in the group, c, d in the other;
    log OR +- z sqrt(variance of Robins, Breslow and Greenland);
    chi2 = (|sum(a - E a)| - 1/2)^2 / sum(var a), also without the 1/2; p is that of the corrected one.

    Returns
    -------
    None where no stratum tells anything: in each of them a group is missing, or nobody or everybody was selected. The
    ratio is None where it would be infinite, and has no interval where it is 0.

    Source: Mantel and Haenszel (1959), JNCI 22, 719-748; Robins, Breslow and Greenland (1986), Biometrics 42,
    311-323. Tested against R's mantelhaen.test(UCBAdmissions).
    """
    rows = [(p.selected, p.n - p.selected, p.other_selected, p.other_n - p.other_selected) for p in pairs]
    cells = np.array([row for row in rows if _tells(*row)], dtype=np.float64)
    if not len(cells):
        return None
    a, b, c, d = cells.T
    total = a + b + c + d
    variance = ((a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1.0))).sum()
    apart = abs(float((a - (a + b) * (a + c) / total).sum()))
    corrected = max(apart - 0.5, 0.0) ** 2 / variance
    up, down = a * d / total, b * c / total
    value = None if down.sum() == 0.0 else float(up.sum() / down.sum())
    low = high = None
    if value:
        one, other = (a + d) / total, (b + c) / total
        error = np.sqrt(
            (one * up).sum() / (2.0 * up.sum() ** 2)
            + (one * down + other * up).sum() / (2.0 * up.sum() * down.sum())
            + (other * down).sum() / (2.0 * down.sum() ** 2)
        )
        factor = float(np.exp(ndtri(0.5 + level / 2.0) * error))
        low, high = value / factor, value * factor
    p = float(chdtrc(1.0, corrected))
    return CommonOdds(value, low, high, float(apart**2 / variance), float(corrected), p, len(cells))


def _tells(a: int, b: int, c: int, d: int) -> bool:
    """Whether a table has two groups and two fates."""
    return min(a + b, c + d, a + c, b + d) > 0


def adjusted(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for how many were looked at, so that the share of false discoveries is held.

    q of the i-th smallest of m = min over j >= i of m p_j / j

    Source: Benjamini and Hochberg (1995), JRSS B 57, 289-300; tested on the 15 values of its section 3.2.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return [float(value) for value in q]

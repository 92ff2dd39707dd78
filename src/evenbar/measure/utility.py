"""What a correlation is worth in a choice among applicants: never without base rate, selection ratio and validity.

All of it rests on one assumption: that score and outcome are bivariate normal among those who apply. It is about many
choices, and no forecast for a person.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from evenbar.measure.ratings import Floats

NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
REACH = 9.0  # standard deviations beyond which nothing is left


def taylor_russell(*, validity: float, base_rate: float, selection_ratio: float) -> float:
    """The share of successful people among those selected from the top of a score.

    P(outcome > its base-rate cut | score > its selection cut) of a bivariate normal with correlation ``validity``:
    (1 / s) integral over x > Phi^-1(1 - s) of phi(x) Phi((r x - y) / sqrt(1 - r^2)), y = Phi^-1(1 - b)

    Parameters
    ----------
    validity : -1 to 1
    base_rate : b, the share of successful people among all who apply, above 0 and below 1
    selection_ratio : s, the share of applicants who are selected, above 0 and below 1

    Raises
    ------
    ValueError : "The base rate must lie above 0 and below 1, ..." and the like.

    Source: Taylor and Russell (1939), Journal of Applied Psychology 23, 565-578; tested on its row for a base rate of
    .50 and a validity of .50.
    """
    _check(base_rate, "base rate")
    _check(selection_ratio, "selection ratio")
    if not -1.0 <= validity <= 1.0:
        raise ValueError(f"The validity must lie between -1 and 1, and {validity:g} does not.")
    cut, needed = float(-ndtri(selection_ratio)), float(-ndtri(base_rate))
    if abs(validity) == 1.0:
        top = (
            min(base_rate, selection_ratio) if validity > 0.0 else max(base_rate + selection_ratio - 1.0, 0.0)
        )
        return top / selection_ratio
    spread = float(np.sqrt(1.0 - validity**2))
    end = max(cut, 0.0) + REACH
    edges = _edges(cut, end, needed, validity, spread)
    half = np.diff(edges)[:, None] / 2.0
    x = edges[:-1, None] + half * (1.0 + NODES)
    density = np.exp(-(x**2) / 2.0) / np.sqrt(2.0 * np.pi)
    both = float((half * WEIGHTS * density * ndtr((validity * x - needed) / spread)).sum())
    return min(max(both / selection_ratio, 0.0), 1.0)


def _edges(low: float, high: float, needed: float, validity: float, spread: float) -> Floats:
    """Where to cut the range so that the integrand is smooth on every piece, the steep step at needed / r included."""
    pieces = np.linspace(low, high, 12)
    if abs(validity) < 0.5:
        return pieces
    step = needed / validity + spread / abs(validity) * np.array([-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0])
    return np.unique(np.concatenate((pieces, step[(step > low) & (step < high)])))


def mean_selected(selection_ratio: float) -> float:
    """The mean of a standard normal score among those selected from the top.

    phi(Phi^-1(1 - s)) / s; times the validity it is the mean outcome of those selected, in standard deviations

    Raises
    ------
    ValueError : "The selection ratio must lie above 0 and below 1, ..."

    Source: Naylor and Shine (1965), Journal of Industrial Psychology 3, 33-42; tested on six published values.
    """
    _check(selection_ratio, "selection ratio")
    cut = float(ndtri(selection_ratio))
    return float(np.exp(-(cut**2) / 2.0) / np.sqrt(2.0 * np.pi)) / selection_ratio


def brogden_cronbach_gleser(
    *,
    selected: int,
    years: float,
    validity: float,
    sd_outcome: float,
    selection_ratio: float,
    cost: float = 0.0,
) -> float:
    """What selection by a score is worth over selection at random, in the unit of ``sd_outcome``.

    selected * years * validity * sd_outcome * mean_selected(s) - cost

    Parameters
    ----------
    selected : people taken
    years : for which they stay
    sd_outcome : standard deviation of the yearly worth of outcomes; hardly ever known, so state where it is from
    cost : of selection, in the same unit

    Source: Brogden (1949); Cronbach and Gleser (1965). Tested against iopsych 0.90.1, utilityBcg.
    """
    gain = selected * years * validity * sd_outcome * mean_selected(selection_ratio)
    return gain - cost


def _check(share: float, name: str) -> None:
    if not 0.0 < share < 1.0:
        raise ValueError(f"The {name} must lie above 0 and below 1, and {share:g} does not.")

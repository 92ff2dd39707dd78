"""Intraclass correlations: how much of the spread of ratings is between units, for one rating and for their mean.

ICC(1) lets interviewers differ from unit to unit; ICC(A) counts their severity as error; ICC(C) does not. The mean of
k ratings has its own. Complete tables are read by analysis of variance, incomplete ones by REML of the two-way model.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evenbar.measure.components import MOST, reml
from evenbar.measure.generalize import Cells, plausible
from evenbar.measure.interval import UNDEFINED, Estimate, f_quantile, percentiles
from evenbar.measure.interviews import sums
from evenbar.measure.likelihood import LEAST, Model, Solved, possible
from evenbar.measure.ratings import Floats, connected
from evenbar.measure.units import Units

NAMES = ("ICC(1)", "ICC(A,1)", "ICC(C,1)", "ICC(k)", "ICC(A,k)", "ICC(C,k)")
UPPER, LOWER = 0.975, 0.025
HALF_CHI = 1.920729  # half the 95 % point of chi-square with one degree of freedom
MOST_BY_REML = 600  # interviewers; beyond it a table is so large that moments are as good
PROFILED = 3_000  # ratings up to which intervals of incomplete tables follow the likelihood itself
SMALLEST, MOST_F = 1e-12, 1e12


@dataclass(frozen=True)
class OneWay:
    """The one-way analysis of variance: mean squares between and within units, and the adjusted mean group size."""

    between: float
    within: float
    units: int
    ratings: int
    size: float


def one_way(units: Units) -> OneWay | None:
    """The one-way analysis of variance; None with one unit, or where no unit has two ratings.

    Adjusted mean group size k0 = (N - sum n_u^2 / N) / (units - 1).

    Source: Snedecor and Cochran (1980), Statistical Methods, 7th ed., section 13.7.
    """
    n, count, size = len(units.score), units.count, units.size.astype(np.float64)
    if count < 2 or n == count:
        return None
    centred = units.score - units.score.mean()
    means = np.bincount(units.unit, centred) / size
    between = float(size @ means**2) / (count - 1)
    within = float(((centred - means[units.unit]) ** 2).sum()) / (n - count)
    return OneWay(between, _clean(within, between), count, n, float((n - size @ size / n) / (count - 1)))


def _clean(small: float, large: float) -> float:
    """Rounding error beside a large mean square is none."""
    return 0.0 if small < SMALLEST * large else small


def intraclass(units: Units) -> dict[str, Estimate]:
    """All six intraclass correlations with 95 % intervals.

    ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) and so on; k is the number of interviewers in a complete table, else the
    adjusted mean group size.

    Returns
    -------
    By name, as in McGraw and Wong; None where the table does not define one. Negative values are shown.

    Source: Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428; McGraw and Wong (1996), Psychological Methods
    1, 30-46. Tested against Shrout and Fleiss' table, with intervals, and one-way values of a public grant panel.
    """
    found = dict.fromkeys(NAMES, UNDEFINED)
    first = one_way(units)
    if first is None:
        return found
    found["ICC(1)"], found["ICC(k)"] = _consistency(
        first.between, first.within, (first.units - 1, first.ratings - first.units), first.size
    )
    if units.complete and units.interviewers > 1:
        return found | _complete(units.matrix)
    return found | _incomplete(units, first.size)


def _consistency(
    between: float, error: float, freedom: tuple[int, int], k: float
) -> tuple[Estimate, Estimate]:
    """Single and mean correlation from two mean squares whose ratio is F-distributed up to a factor."""
    if between == 0.0 and error == 0.0:
        return UNDEFINED, UNDEFINED
    if error == 0.0:
        return Estimate(1.0, 1.0, 1.0), Estimate(1.0, 1.0, 1.0)
    ratio = between / error
    low = ratio / f_quantile(UPPER, *freedom)
    high = ratio * f_quantile(UPPER, *freedom[::-1])
    single = [(f - 1.0) / (f + k - 1.0) for f in (ratio, low, high)]
    mean = [1.0 - 1.0 / f if f > 0.0 else None for f in (ratio, low, high)]
    return Estimate(*single), Estimate(*mean) if mean[0] is not None else UNDEFINED


def _complete(matrix: Floats) -> dict[str, Estimate]:
    """ICC(C) and ICC(A) by two-way analysis of variance of (units, interviewers)."""
    n, k = matrix.shape
    centred = matrix - matrix.mean()
    rows, columns = centred.mean(axis=1), centred.mean(axis=0)
    between = k * float(rows @ rows) / (n - 1)
    judges = n * float(columns @ columns) / (k - 1)
    left = centred - rows[:, None] - columns[None, :]
    error = _clean(float((left**2).sum()) / ((n - 1) * (k - 1)), max(between, judges))
    single, mean = _consistency(between, error, (n - 1, (n - 1) * (k - 1)), k)
    found = {"ICC(C,1)": single, "ICC(C,k)": mean, "ICC(A,1)": UNDEFINED, "ICC(A,k)": UNDEFINED}
    whole = between + (k - 1) * error + k * (judges - error) / n
    if whole <= 0.0:
        return found
    value = (between - error) / whole
    low, high = _absolute_interval(between, judges, error, value, (n, k))
    found["ICC(A,1)"] = Estimate(value, low, high)
    averaged = between + (judges - error) / n
    if averaged > 0.0:
        found["ICC(A,k)"] = Estimate((between - error) / averaged, _stepped(low, k), _stepped(high, k))
    return found


def _absolute_interval(
    between: float, judges: float, error: float, value: float, shape: tuple[int, int]
) -> tuple[float | None, float | None]:
    """The interval of ICC(A,1), with Satterthwaite's degrees of freedom: McGraw and Wong (1996), Table 7."""
    n, k = shape
    rest = n * (1.0 + (k - 1) * value) - k * value
    above = (k - 1) * (n - 1) * (k * value * judges + rest * error) ** 2
    below = (n - 1) * (k * value * judges) ** 2 + (rest * error) ** 2
    if below <= 0.0 or above <= 0.0:
        return None, None
    v = above / below
    other = k * judges + (k * n - k - n) * error
    lower, upper = f_quantile(UPPER, n - 1, v), f_quantile(UPPER, v, n - 1)
    if not (lower < MOST_F and upper < MOST_F):  # with hardly any freedom an end is beyond all bounds
        return None, None
    low = n * (between - lower * error) / (lower * other + n * between)
    high = n * (upper * between - error) / (other + n * upper * between)
    return low, high


def _stepped(value: float | None, k: float) -> float | None:
    """Spearman and Brown's step from one rating to the mean of k; None where it is not defined."""
    if value is None or 1.0 + (k - 1.0) * value <= 0.0:
        return None
    return k * value / (1.0 + (k - 1.0) * value)


def _incomplete(units: Units, k: float) -> dict[str, Estimate]:
    """ICC(C) and ICC(A) of the two-way model rating = level + unit + interviewer + error, by REML.

    Beyond 600 interviewers by Henderson's method 1, whose cost does not grow with their square.
    """
    parts = connected(units.unit, units.interviewer, units.count, units.interviewers).count
    spare = len(units.score) - units.count - units.interviewers + parts
    if units.interviewers < 2 or spare < 1 or units.twice or float(np.ptp(units.score)) == 0.0:
        return {}
    if units.interviewers > MOST_BY_REML:
        return _by_moments(units, k)
    model = Model(
        sums(
            candidate=units.unit,
            interviewer=units.interviewer,
            y=units.score - units.score.mean(),
            candidates=units.count,
            interviewers=units.interviewers,
        )
    )
    solved = reml(model, active=(False, True, True)).solved
    found: dict[str, Estimate] = {}
    for name, severe in (("C", False), ("A", True)):
        single = _of_ratios(model, solved, severe=severe)
        mean = Estimate(*(_stepped(value, k) for value in (single.value, single.low, single.high)))
        found |= {f"ICC({name},1)": single, f"ICC({name},k)": mean}
    return found


def _by_moments(units: Units, k: float) -> dict[str, Estimate]:
    """The same of a very large table, by Henderson's method 1."""
    code = {"p": units.unit, "r": units.interviewer, "pr": np.arange(len(units.score))}
    cells = Cells("p x r", units.score - units.score.mean(), code, averaged=False)
    values = cells.solve(cells.squares(cells.y[:, None]))[:, 0]
    draws = np.maximum(plausible(cells, values, 1), 0.0)
    found: dict[str, Estimate] = {}
    for name, error in (("C", [2]), ("A", [1, 2])):
        value = float(values[0] / (values[0] + values[error].sum()))
        low, high = percentiles(draws[:, 0] / (draws[:, 0] + draws[:, error].sum(axis=1)))
        found[f"ICC({name},1)"] = Estimate(value, low, high)
        found[f"ICC({name},k)"] = Estimate(*(_stepped(end, k) for end in (value, low, high)))
    return found


def _of_ratios(model: Model, solved: Solved, *, severe: bool) -> Estimate:
    """p / (1 + p), or p / (1 + p + r) where severity counts as error, with a 95 % interval."""
    p, r = solved.ratios[1], solved.ratios[2]
    p, r = (0.0 if ratio <= 2.0 * LEAST else float(ratio) for ratio in (p, r))
    value = p / (1.0 + p + (r if severe else 0.0))
    if model.sums.ratings > PROFILED:
        return Estimate(value, *_by_information(model, solved, value, severe=severe))
    return Estimate(value, *_by_likelihood(model, solved, value, severe=severe))


def _by_information(
    model: Model, solved: Solved, value: float, *, severe: bool
) -> tuple[float | None, float | None]:
    """Delta method on the logit, from the average information."""
    if not 1e-6 < value < 1.0 - 1e-6:
        return None, None
    p, r = solved.ratios[1], solved.ratios[2]
    _, information = model.slopes(solved)
    part = information[1:3, 1:3]
    slope = np.array([1.0 / p, -1.0 / (1.0 + r)]) if severe else np.array([1.0 / p, 0.0])
    used = slice(0, 1) if r <= 2.0 * LEAST else slice(0, 2)
    variance = float(slope[used] @ np.linalg.solve(part[used, used], slope[used]))
    logit, half = np.log(value / (1.0 - value)), 1.959964 * np.sqrt(max(variance, 0.0))
    return float(1.0 / (1.0 + np.exp(half - logit))), float(1.0 / (1.0 + np.exp(-half - logit)))


def _by_likelihood(
    model: Model, solved: Solved, value: float, *, severe: bool
) -> tuple[float | None, float | None]:
    """Where the restricted likelihood, best over the severities, has fallen by half a chi-square."""
    from scipy.optimize import minimize_scalar  # slow to load, so only where a table is incomplete

    centre = float(np.log(max(solved.ratios[2], 1e-3)))

    def lost(correlation: float) -> float:
        def cost(log: float) -> float:
            r = float(np.exp(log))
            odds = correlation / (1.0 - correlation)
            p = float(np.clip(odds * (1.0 + r if severe else 1.0), LEAST, MOST))
            found = possible(model, np.array([LEAST, p, max(r, LEAST)]))
            return 1e9 if found is None else -found.loglik

        bounds = (centre - 9.0, centre + 5.0)
        best = minimize_scalar(cost, bounds=bounds, method="bounded", options={"xatol": 0.05, "maxiter": 20})
        return solved.loglik + float(best.fun) - HALF_CHI

    return _crossing(lost, 0.0, value), _crossing(lost, value, 1.0)


def _crossing(lost: Callable[[float], float], low: float, high: float) -> float:
    """Where the loss crosses zero between the estimate and an end of the scale; the end where it does not."""
    from scipy.optimize import brentq

    ends = (1e-6, 1.0 - 1e-4)
    outer = low if low == 0.0 else high
    at, inner = (ends[0], max(high, ends[0])) if outer == 0.0 else (ends[1], min(max(low, ends[0]), ends[1]))
    if at == inner or lost(at) <= 0.0 or lost(inner) >= 0.0:
        return outer
    return float(brentq(lost, min(at, inner), max(at, inner), xtol=1e-3))

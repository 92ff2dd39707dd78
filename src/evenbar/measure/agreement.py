"""How far interviewers agree: every coefficient in use, for each criterion and over all of them.

The unit is a candidate within one criterion; over all criteria, a candidate-by-criterion cell. What is reported here
is agreement among those who were rated: on finalists alone it collapses, which ``restriction`` watches for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evenbar.measure.gwet import WEIGHTS, Agreed, gwet
from evenbar.measure.interval import UNDEFINED, Estimate
from evenbar.measure.intraclass import MOST_BY_REML, NAMES, intraclass, one_way
from evenbar.measure.krippendorff import METRICS, alpha
from evenbar.measure.ratings import Floats, RatingTable
from evenbar.measure.restriction import restriction_warnings
from evenbar.measure.units import Units, units

ENOUGH = 10  # candidates with two ratings each, from which agreement is shown


@dataclass(frozen=True)
class Agreement:
    """Coefficients of one criterion, or of all. ``exact`` and ``adjacent`` are shares of pairs of ratings of a unit.

    ``alpha``, ``gwet`` and ``icc`` are by name; ``units`` have two ratings or more, ``pairs`` counts pairs of ratings.
    """

    icc: Mapping[str, Estimate]
    alpha: Mapping[str, Estimate]
    gwet: Mapping[str, Agreed]
    exact: float | None
    adjacent: float | None
    kendall_w: float | None
    units: int
    pairs: int


@dataclass(frozen=True)
class Agreements:
    """Agreement over all criteria and by criterion, with warnings (code, message)."""

    overall: Agreement
    criteria: Mapping[str, Agreement]
    warnings: tuple[tuple[str, str], ...]


def agreements(table: RatingTable, *, draws: int = 1_000, seed: int = 1) -> Agreements:
    """Agreement over all criteria of a table and for each of them.

    Parameters
    ----------
    table : any; what it does not define is None
    draws, seed : of the bootstrap behind the intervals of alpha

    Source: of each coefficient, in the functions that compute it.
    """
    whole = units(table)
    one = len(table.criteria) == 1
    by_name = {name: whole if one else units(table, index) for index, name in enumerate(table.criteria)}
    found = {name: agreement(part, draws=draws, seed=seed) for name, part in by_name.items()}
    overall = found[table.criteria[0]] if one else agreement(whole, draws=draws, seed=seed)
    return Agreements(overall, found, tuple(_warnings(table, whole, by_name, overall)))


def agreement(part: Units, *, draws: int = 1_000, seed: int = 1) -> Agreement:
    """Every coefficient on these units."""
    patterns = part.patterns
    exact, adjacent, pairs = shares_of_pairs(part)
    return Agreement(
        icc=intraclass(part),
        alpha={
            metric: UNDEFINED if patterns is None else alpha(patterns, metric, draws=draws, seed=seed)
            for metric in METRICS
        },
        gwet={kind: Agreed(None) if patterns is None else gwet(patterns, kind) for kind in WEIGHTS},
        exact=exact,
        adjacent=adjacent,
        kendall_w=kendall_w(part.matrix)
        if part.complete and min(part.count, part.interviewers) > 1
        else None,
        units=int((part.size >= 2).sum()),
        pairs=pairs,
    )


def shares_of_pairs(part: Units) -> tuple[float | None, float | None, int]:
    """Shares of pairs of ratings of a unit that are equal, and that are at most one level apart; and the pairs."""
    pairs = int((part.size * (part.size - 1) // 2).sum())
    if not pairs:
        return None, None, 0
    order = np.lexsort((part.score, part.unit))
    unit, score = part.unit[order], part.score[order]
    place = np.arange(len(score))
    # Within a unit scores rise, so the ratings that a rating is close to are those up to a place further on.
    lift = 4.0 * (float(np.ptp(score)) + 2.0)
    line = (score - score.min()) + unit * lift
    close = []
    for reach in (0.0, 1.0):
        last = np.searchsorted(line, line + reach + 1e-9 * lift, side="right")
        close.append(int((last - place - 1).sum()))
    return close[0] / pairs, close[1] / pairs, pairs


def kendall_w(matrix: Floats) -> float | None:
    """Kendall's coefficient of concordance, corrected for ties.

    W = (12 sum R_i^2 - 3 m^2 n (n + 1)^2) / (m^2 n (n^2 - 1) - m sum_j (t^3 - t))

    Parameters
    ----------
    matrix : (n units, m interviewers) ratings, none missing; ranks are within an interviewer, ties get mid-ranks

    Returns
    -------
    From 0 to 1; None where every interviewer gave all units the same level.

    Source: Kendall and Gibbons (1990), Rank Correlation Methods, 5th ed., ch. 6. Tested against irr 0.84.1.
    """
    n, m = matrix.shape
    ranked = [_ranks(matrix[:, judge]) for judge in range(m)]
    ranks = np.sum([rank for rank, _ in ranked], axis=0)
    ties = float(sum(tie for _, tie in ranked))
    below = m**2 * n * (n**2 - 1.0) - m * ties
    if below <= 0.0:
        return None
    return float((12.0 * (ranks - m * (n + 1) / 2.0) @ (ranks - m * (n + 1) / 2.0)) / below)


def _ranks(scores: Floats) -> tuple[Floats, float]:
    """Mid-ranks from 1, and the sum of t^3 - t over ties."""
    _, inverse, count = np.unique(scores, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2.0
    sizes = count.astype(np.float64)
    return np.asarray(middle[inverse]), float((sizes**3 - sizes).sum())


def _warnings(
    table: RatingTable, whole: Units, by_name: Mapping[str, Units], overall: Agreement
) -> Iterator[tuple[str, str]]:
    twice = table.only((whole.size >= 2)[whole.unit]) if (whole.size >= 2).any() else None
    count = 0 if twice is None else len(twice.candidates)
    if count < ENOUGH:
        who = (
            "No candidate was" if count == 0 else f"Only {count} candidate{'s were' if count > 1 else ' was'}"
        )
        yield (
            "too-few",
            f"{who} rated twice or more on the same criterion. That is not enough to speak of agreement:"
            f" {ENOUGH} would be.",
        )
    gaps = [name for name, part in by_name.items() if not part.complete and one_way(part) is not None]
    if gaps:
        size = one_way(whole)
        assert size is not None
        method = "REML" if whole.interviewers <= MOST_BY_REML else "Henderson's method 1"
        yield (
            "incomplete",
            "Not every interviewer rated everyone. ICC(1) is from a one-way analysis of variance and ICC(A) and"
            f" ICC(C) by {method} of the two-way model; k is the adjusted mean group size, {size.size:.2f} overall.",
        )
    if whole.repeated:
        yield (
            "repeated",
            "Somebody rated the same more than once; each occasion or stage is a unit of its own.",
        )
    if whole.patterns is None:
        yield (
            "many-values",
            "There are more than 100 different scores, so only the intraclass correlations and shares of pairs"
            " are given; alpha and Gwet's coefficients count levels.",
        )
    negative = [name for name in NAMES if (value := overall.icc[name].value) is not None and value < 0.0]
    if negative:
        yield (
            "negative",
            f"{', '.join(negative)} is below zero: interviewers differ more within a candidate than between"
            " candidates. Read it as no agreement at all.",
        )
    yield from restriction_warnings(table)

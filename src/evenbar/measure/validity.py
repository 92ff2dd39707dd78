"""Validity: how scores given at hiring go with an outcome measured later, with what little a few hires can say.

The correlation as observed stands first. Corrections are made only as asked, each with its assumption; what is already
known of interviews is weighed in by its precision. What a correlation is worth is ``utility``'s matter. A correlation
among those hired is no forecast for a person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from evenbar.measure.interval import LEVEL, Estimate
from evenbar.measure.power import pairs_to_see
from evenbar.measure.ratings import Floats

FEWEST = 3  # pairs for a correlation; its interval needs one more
ENOUGH = 100  # pairs from which the interval is about .2 to each side
PRIOR_MEAN, PRIOR_SD = 0.42, 0.19
CONSTANT = 1e-12  # spread, relative to size, below which numbers are equal
MOVED = 0.1  # by how much r must differ within groups for a warning
FREE = 10  # pairs beyond the number of groups, below which such a difference is not told


@dataclass(frozen=True)
class Correction:
    """A correlation corrected under an assumption, on top of the corrections before it; None where it would pass 1."""

    name: str
    assumption: str
    r: float | None


@dataclass(frozen=True)
class Posterior:
    """What is believed of the correlation after the data, with ``weight``, the share that they count for."""

    mean: float
    sd: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Validity:
    """The correlation of score and outcome among ``n``, as seen, as corrected, and weighed with what is known."""

    observed: Estimate
    n: int
    corrections: tuple[Correction, ...]
    posterior: Posterior
    warnings: tuple[tuple[str, str], ...]


def validity(
    score: ArrayLike,
    outcome: ArrayLike,
    *,
    outcome_reliability: float | None = None,
    restriction: float | None = None,
    labels: Sequence[tuple[str, Sequence[str]]] = (),
) -> Validity:
    """How scores go with outcomes: r with Fisher's interval, corrections as asked, and the weighing with a prior.

    Parameters
    ----------
    score, outcome : (n,) float, any unit; at least 3 pairs
    outcome_reliability : of the outcome, above 0, up to 1
    restriction : standard deviation of the score among those measured / among all who applied, above 0, up to 1
    labels : names of groupings with the label of every pair, for a warning where r is another one within them

    Returns
    -------
    r is None where score or outcome are constant; then the posterior is the prior.

    Raises
    ------
    ValueError : "2 pairs are not enough for a correlation; 3 are the fewest, ..." and for options out of range.

    Source: see each part.
    """
    x, y = _paired(score, outcome)
    r = correlation(x, y)
    corrections: list[Correction] = []
    if outcome_reliability is not None:
        corrections.append(corrected_for_outcome(r, outcome_reliability))
    if restriction is not None:
        before = corrections[-1].r if corrections else r
        corrections.append(corrected_for_restriction(before, restriction))
    found = Validity(
        observed=fisher_interval(r, len(x)),
        n=len(x),
        corrections=tuple(corrections),
        posterior=posterior(r, len(x)),
        warnings=(),
    )
    warnings = [*_warnings(found), *_moved(x, y, r, labels)]
    return Validity(**{**vars(found), "warnings": tuple(warnings)})


def _paired(score: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    x: Floats = np.asarray(score, dtype=np.float64)
    y: Floats = np.asarray(outcome, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError("Scores and outcomes must be two lists of the same length.")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("A score or an outcome is no number; leave the pair out.")
    if len(x) < FEWEST:
        raise ValueError(
            f"{len(x)} {'pair is' if len(x) == 1 else 'pairs are'} not enough for a correlation; {FEWEST} are the"
            f" fewest, and {ENOUGH} would say something."
        )
    return x, y


def correlation(score: ArrayLike, outcome: ArrayLike) -> float | None:
    """Pearson's correlation; None where one of the two is constant.

    r = sum(dx dy) / sqrt(sum(dx^2) sum(dy^2))

    Source: Pearson (1896). Tested against numpy.corrcoef and by hand.
    """
    deviations = []
    for values in (score, outcome):
        numbers: Floats = np.asarray(values, dtype=np.float64)
        size = float(np.abs(numbers).max(initial=0.0))
        if float(np.ptp(numbers)) <= CONSTANT * size:
            return None
        centred = numbers / size - float(np.mean(numbers / size))
        deviations.append(centred / np.sqrt(centred @ centred))
    return float(np.clip(deviations[0] @ deviations[1], -1.0, 1.0))


def fisher_interval(r: float | None, n: int, *, level: float = LEVEL) -> Estimate:
    """A correlation with Fisher's interval.

    tanh(atanh(r) +- z / sqrt(n - 3)); none with three pairs, or where all lie on a line.

    Source: Fisher (1921), Metron 1, 3-32. Tested by hand.
    """
    if r is None or n <= FEWEST or abs(r) >= 1.0:
        return Estimate(r)
    half = float(ndtri(0.5 + level / 2.0)) / np.sqrt(n - 3.0)
    centre = np.arctanh(r)
    return Estimate(r, float(np.tanh(centre - half)), float(np.tanh(centre + half)))


def corrected_for_outcome(r: float | None, reliability: float) -> Correction:
    """The correlation there would be with the outcome measured without error.

    r / sqrt(reliability). Never divided by the score's own reliability too: a hiring decision uses the score as it is.

    Raises
    ------
    ValueError : "The reliability of the outcome must lie above 0 and up to 1, ..."

    Source: Spearman (1904), American Journal of Psychology 15, 72-101; tested against psychmeta 2.7.0, correct_r.
    """
    if not 0.0 < reliability <= 1.0:
        raise ValueError(
            f"The reliability of the outcome must lie above 0 and up to 1, and {reliability:g} does not."
        )
    value = None if r is None else r / float(np.sqrt(reliability))
    assumption = (
        f"The outcome is measured with a reliability of {reliability:g}, stated and not estimated here, and its errors"
        " have nothing to do with the score."
    )
    return Correction(
        "outcome unreliability", assumption, value if value is None or abs(value) <= 1.0 else None
    )


def corrected_for_restriction(r: float | None, u: float) -> Correction:
    """The correlation there would be among all who applied, had selection been on this score (Thorndike's Case II).

    (r / u) / sqrt(1 + r^2 (1 / u^2 - 1)), u the restricted standard deviation / the unrestricted one

    Raises
    ------
    ValueError : "The restriction must lie above 0 and up to 1, ..."

    Source: Thorndike (1949), Personnel Selection, Case II; tested against psychmeta 2.7.0, correct_r.
    """
    if not 0.0 < u <= 1.0:
        raise ValueError(
            f"The restriction must lie above 0 and up to 1, and {u:g} does not: it is the standard deviation of scores"
            " among those hired, divided by that among all who applied."
        )
    value = None if r is None else (r / u) / float(np.sqrt(1.0 + r**2 * (1.0 / u**2 - 1.0)))
    assumption = (
        f"Selection was on this score alone, among those hired it spreads {u:g} times as far as among all, and the line"
        " and the spread around it are the same for those not hired."
    )
    return Correction("range restriction, Case II", assumption, value)


def posterior(r: float | None, n: int, *, mean: float = PRIOR_MEAN, sd: float = PRIOR_SD) -> Posterior:
    """The observed correlation weighed with what is known of structured interviews, each by its precision.

    weight = sd^2 / (sd^2 + 1 / (n - 3)), mean = weight r + (1 - weight) prior mean,
    sd = prior sd sqrt(1 - weight); low and high hold 95 %, within -1 and 1

    Parameters
    ----------
    mean, sd : of the prior. Usually those of the operational validity of structured interviews, .42 and .19, taken for
        the observed r as it is, since a team's own outcome measure and restriction are seldom known.

    Notes: 1 / (n - 3) is the error variance of Fisher's z, and that of r where r is near 0; where r is .42 it is about
    one and a half times too large, so that few hires count for less rather than for more.

    Source: prior from Sackett, Zhang, Berry and Lievens (2022), Journal of Applied Psychology 107, 2040-2068, Table 3;
    conjugate normal update. Tested by hand: with 20 hires the data weigh .38.
    """
    weight = 0.0 if r is None or n <= FEWEST else sd**2 / (sd**2 + 1.0 / (n - 3.0))
    centre = weight * (r or 0.0) + (1.0 - weight) * mean
    spread = sd * float(np.sqrt(1.0 - weight))
    half = float(ndtri(0.5 + LEVEL / 2.0)) * spread
    return Posterior(centre, spread, max(centre - half, -1.0), min(centre + half, 1.0), weight)


def multiple_r(first: float, second: float, between: float) -> float:
    """The multiple correlation of two predictors with an outcome.

    R = sqrt((r1^2 + r2^2 - 2 r1 r2 r12) / (1 - r12^2))

    Raises
    ------
    ValueError : "No outcome can correlate ..." where the three cannot hold together.

    Source: Schmidt and Hunter (1998), Psychological Bulletin 124, 262-274, Table 1: .51 and .51 with .30 between them
    make .63, "24 percent" more than .51; tested against it.
    """
    if abs(between) >= 1.0:
        raise ValueError("Two predictors that correlate by 1 are one; give a correlation between -1 and 1.")
    square = (first**2 + second**2 - 2.0 * first * second * between) / (1.0 - between**2)
    if square > 1.0 + CONSTANT:
        raise ValueError(
            f"No outcome can correlate by {first:g} and {second:g} with two predictors that correlate by {between:g}."
        )
    return float(np.sqrt(min(max(square, 0.0), 1.0)))


def _warnings(found: Validity) -> Iterator[tuple[str, str]]:
    if found.observed.value is None:
        yield (
            "constant",
            "All scores or all outcomes are the same, so there is no correlation; the posterior is the prior.",
        )
    elif abs(found.observed.value) >= 1.0:
        yield (
            "on-a-line",
            "All pairs lie on a line, which chance does with few of them; no interval is defined.",
        )
    if found.n < ENOUGH:
        yield (
            "too-few",
            f"{found.n} pairs are not enough to say how scores go with outcomes: {ENOUGH} would give an interval of"
            f" about .2 to each side, and {pairs_to_see(PRIOR_MEAN)} tell a true {PRIOR_MEAN:g} from 0 in four of five"
            " cases. Read the interval, not the number.",
        )
    if found.observed.value is not None and any(one.r is None for one in found.corrections):
        yield (
            "corrected-past-one",
            "A correction would take the correlation past 1: the reliability is too low for these data, or chance has"
            " lifted r. It is not shown.",
        )


def _moved(
    x: Floats, y: Floats, r: float | None, labels: Sequence[tuple[str, Sequence[str]]]
) -> Iterator[tuple[str, str]]:
    """A warning for each grouping within which the correlation is another one than in all."""
    for name, column in labels:
        within = within_groups(x, y, column)
        free = len(column) - len(set(column))
        if r is not None and within is not None and free >= FREE and abs(within - r) >= MOVED:
            yield (
                f"differs-within-{name}",
                f"Within {name} the correlation is {within:.2f}, over all it is {r:.2f}: part of it may be between them"
                " and would say nothing of two people who were compared with each other.",
            )


def within_groups(score: ArrayLike, outcome: ArrayLike, labels: Sequence[str]) -> float | None:
    """The correlation within groups, of deviations from their means; None where they leave nothing.

    Source: analysis of covariance; tested by hand.
    """
    _, code = np.unique(np.asarray(labels, dtype=np.str_), return_inverse=True)
    size = np.bincount(code)
    deviations: list[Floats] = []
    for values in (score, outcome):
        numbers: Floats = np.asarray(values, dtype=np.float64)
        deviation = numbers - (np.bincount(code, numbers) / size)[code]
        if float(np.abs(deviation).max(initial=0.0)) <= CONSTANT * float(np.abs(numbers).max(initial=0.0)):
            return None
        deviations.append(deviation)
    return correlation(*deviations)

"""Effects of an interviewer beyond severity: central tendency, restricted range, halo, inconsistency, drift, order.

Each compares one interviewer's ratings with what a many-facet Rasch model expects of them, and that with the same for
all other interviewers: what the whole panel does is no effect of one. A flag is a reason to look, together, at some
ratings; it is no grade of the interviewer. With few ratings nothing is said, and what would be enough is.

Source: Myford and Wolfe (2003, 2004), Detecting and measuring rater effects using many-facet Rasch measurement,
Journal of Applied Measurement 4 and 5; Benjamini and Hochberg (1995), JRSS B 57 (false discoveries). Tested on
simulated panels with effects planted and with none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from evenbar.measure.rasch_likelihood import Likelihood
from evenbar.measure.rasch_newton import searched
from evenbar.measure.rasch_scale import steps
from evenbar.measure.rasch_search import Priors
from evenbar.measure.ratings import Floats, Ints, RatingTable, added
from evenbar.measure.surprises import Surprises, surprises

Kind = Literal["central-tendency", "restricted-range", "halo", "inconsistency", "drift", "order"]
KINDS: tuple[Kind, ...] = ("central-tendency", "restricted-range", "halo", "inconsistency", "drift", "order")
CANDIDATES, RATINGS = 10, 30  # from which anything is said
MOST_RATINGS = 100_000  # up to which whoever shows effects looks for them: beyond, it takes seconds
LEAST_FREE = 4.0  # degrees of freedom from which an interval is believed
FALSE = 0.05  # share of flags that may be false, on average
SECONDS_A_DAY = 86_400.0
# Which direction is the effect: below nothing, above it, or either.
SIGN: dict[Kind, int] = {
    "central-tendency": -1,
    "restricted-range": -1,
    "halo": 1,
    "inconsistency": 1,
    "drift": 0,
    "order": 0,
}
# What the same ratings also show where one of these stands; it is said once.
CAUSES: dict[Kind, tuple[Kind, ...]] = {
    "restricted-range": ("central-tendency",),
    "halo": ("central-tendency", "restricted-range", "drift", "order"),
    "inconsistency": ("halo", "drift", "order"),
}
RATIOS = ("restricted-range", "inconsistency", "halo")  # compared as logarithms of ratios


@dataclass(frozen=True)
class Effect:
    """One effect of one interviewer.

    ``value`` with its 95 % interval: levels closer to the middle (negative) for central tendency, levels of change in
    severity from the first to the last interview for drift, levels of severity for each further interview of a day
    for order, a correlation for halo; for restricted range and inconsistency a ratio to what is expected, 1 where
    there is no effect. None where there is not enough, and ``lacking`` says what would be. ``flagged`` where the
    interval excludes no effect and it survives the control of false discoveries; ``sentence`` says it in words.
    """

    interviewer: str
    kind: Kind
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    candidates: int
    ratings: int
    flagged: bool
    sentence: str


@dataclass(frozen=True)
class _Parts:
    """Numerators and denominators of an effect, one a cluster (a candidate of an interviewer)."""

    interviewer: Ints
    top: Floats
    bottom: Floats
    ratings: Floats


def effects(table: RatingTable) -> tuple[Effect, ...]:
    """All effects of all interviewers of a table, in the order of the interviewers.

    An effect is a ratio of sums over the candidates that an interviewer met, less the same ratio over all other
    interviewers. Its error is from the spread between candidates (clusters), so that ratings of one interview need
    not be independent. Flags control the share of false ones at 5 % over all effects and interviewers
    (Benjamini-Hochberg).

    Parameters
    ----------
    table : ratings in whole levels; drift and order are told only where ``occasion`` holds ISO dates or times, or
        numbers

    Raises
    ------
    ValueError : as ``facets.fit`` where the model cannot be fitted
    """
    likelihood = Likelihood(steps(table, "rating-scale"))
    seen = surprises(likelihood, searched(likelihood, Priors()))
    found: list[Effect] = []
    for kind in KINDS:
        parts = _parts(kind, seen, table)
        if parts is not None:
            found += _compared(kind, parts, table.interviewers)
    return tuple(_flagged(found))


def _parts(kind: Kind, seen: Surprises, table: RatingTable) -> _Parts | None:
    """What an effect is summed of; None where the table does not tell when the interviews were."""
    if kind == "central-tendency":
        return _of_ratings(seen, seen.far - seen.far_expected, np.ones(len(seen.level)))
    if kind == "restricted-range":
        return _of_ratings(seen, seen.centred, seen.centred_expected)
    if kind == "inconsistency":
        return _of_ratings(seen, seen.square, seen.spread)
    if kind == "halo":
        return _of_interviews(seen, seen.together, seen.apart, seen.size > 1.0)
    times = moments(table)
    if times is None:
        return None
    when = _when(seen, times, table)
    mean = added(seen.interview, seen.expected - seen.level, len(when)) / seen.size
    if kind == "drift":
        return _trend(seen, mean, _from_first_to_last(when, seen.interview_interviewer))
    place = _place_in_day(when, seen.interview_interviewer)
    return None if place is None else _trend(seen, mean, place)


def _of_ratings(seen: Surprises, top: Floats, bottom: Floats) -> _Parts:
    count = len(seen.together)
    return _of_interviews(
        seen,
        added(seen.interview, top, count),
        added(seen.interview, bottom, count),
        np.ones(count, dtype=np.bool_),
    )


def _of_interviews(seen: Surprises, top: Floats, bottom: Floats, use: NDArray[np.bool_]) -> _Parts:
    return _Parts(seen.interview_interviewer[use], top[use], bottom[use], seen.size[use])


def _trend(seen: Surprises, mean: Floats, place: Floats) -> _Parts:
    """The slope of an interview's mean residual in a place (m,), nan where it has none; centred by interviewer."""
    use = np.isfinite(place)
    interviewer, place, mean = seen.interview_interviewer[use], place[use], mean[use]
    count = int(interviewer.max()) + 1 if len(interviewer) else 1
    held = np.maximum(added(interviewer, np.ones(len(place)), count), 1.0)
    centred = place - (added(interviewer, place, count) / held)[interviewer]
    mean = mean - (added(interviewer, mean, count) / held)[interviewer]
    return _Parts(interviewer, mean * centred, centred**2, seen.size[use])


def moments(table: RatingTable) -> Floats | None:
    """When each rating's occasion was (n,): seconds for ISO dates and times, else the numbers; None where not told."""
    if table.occasion is None:
        return None
    times = _dated(table.occasion.names)
    if times is None:
        times = _numbered(table.occasion.names)
    if times is None:
        return None
    return np.append(times, np.nan)[table.occasion.code]


def _dated(names: tuple[str, ...]) -> Floats | None:
    try:
        found = [datetime.fromisoformat(name.strip()).replace(tzinfo=None) for name in names]
    except ValueError:
        return None
    start = datetime(1970, 1, 1)  # noqa: DTZ001 - times of one place, as the table has them
    return np.array([(time - start).total_seconds() for time in found])


def _numbered(names: tuple[str, ...]) -> Floats | None:
    try:
        found = np.array([float(name) for name in names])
    except ValueError:
        return None
    return found * SECONDS_A_DAY if np.isfinite(found).all() else None


def _when(seen: Surprises, times: Floats, table: RatingTable) -> Floats:
    """When each interview was (m,): its earliest rating, nan where none tells."""
    key = table.candidate * len(table.interviewers) + table.interviewer
    order = np.argsort(key, kind="stable")
    found = np.full(len(seen.together), np.inf)
    np.minimum.at(found, seen.interview, np.where(np.isnan(times), np.inf, times)[order])
    return np.where(np.isinf(found), np.nan, found)


def _from_first_to_last(when: Floats, interviewer: Ints) -> Floats:
    """0 at an interviewer's first interview, 1 at the last; nan where there are not three different times."""
    found = np.full(len(when), np.nan)
    for index in range(int(interviewer.max()) + 1):
        here = np.flatnonzero((interviewer == index) & np.isfinite(when))
        times = np.unique(when[here])
        if len(times) >= 3:
            found[here] = (when[here] - times[0]) / (times[-1] - times[0])
    return found


def _place_in_day(when: Floats, interviewer: Ints) -> Floats | None:
    """Which interview of its day it was, from 0, for days with several at different times; None where none has."""
    day = np.floor(when / SECONDS_A_DAY)
    found = np.full(len(when), np.nan)
    known = np.flatnonzero(np.isfinite(when))
    order = known[np.lexsort((when[known], day[known], interviewer[known]))]
    if not len(order):
        return None
    new = np.concatenate(([True], (np.diff(interviewer[order]) != 0) | (np.diff(day[order]) != 0)))
    group = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(order)) - 1
    several = when[order[last]] > when[order[first]]
    place = (np.arange(len(order)) - first[group]).astype(np.float64)
    # What is compared is the order within a day, so each day is centred.
    size = np.bincount(group)
    centred = place - (np.bincount(group, place) / size)[group]
    found[order] = np.where(several[group], centred, np.nan)
    return found if bool(several.any()) else None


def _compared(kind: Kind, parts: _Parts, names: tuple[str, ...]) -> Iterator[Effect]:
    """Every interviewer against all others, without flags yet."""
    count = len(names)
    top, bottom = added(parts.interviewer, parts.top, count), added(parts.interviewer, parts.bottom, count)
    squares = added(parts.interviewer, parts.bottom**2, count)
    met = np.bincount(parts.interviewer, minlength=count)
    ratings = added(parts.interviewer, parts.ratings, count)
    value = top / np.maximum(bottom, 1e-12)
    lever = 1.0 - parts.bottom / np.maximum(bottom, 1e-12)[parts.interviewer]
    rest = (parts.top - value[parts.interviewer] * parts.bottom) / np.maximum(lever, 0.2)
    noise = added(parts.interviewer, rest**2, count)
    free = bottom**2 / np.maximum(squares, 1e-12) - 1.0
    for index, name in enumerate(names):
        n = int(met[index]), int(ratings[index])
        one = _Ratio(float(top[index]), float(bottom[index]), float(noise[index]))
        others = _Ratio(*(float(part.sum() - part[index]) for part in (top, bottom, noise)))
        few = n[0] < CANDIDATES or n[1] < RATINGS
        if few or free[index] < LEAST_FREE or not one.told or not others.told:
            yield _lacking(name, kind, n, alone=not others.told)
        else:
            yield _tested(name, kind, n, one=one, others=others, free=float(free[index]))


@dataclass(frozen=True)
class _Ratio:
    """A ratio of sums, and the sum of its squared residuals over clusters."""

    top: float
    bottom: float
    noise: float

    @property
    def told(self) -> bool:
        """Whether there is anything to compare."""
        return self.bottom > 0.0 and self.noise > 0.0

    @property
    def value(self) -> float:
        return self.top / self.bottom

    @property
    def variance(self) -> float:
        return self.noise / self.bottom**2


def _tested(name: str, kind: Kind, n: tuple[int, int], *, one: _Ratio, others: _Ratio, free: float) -> Effect:
    """One interviewer's ratio less the others', or the logarithm of one over the other, with Student's interval."""
    if kind in RATIOS:
        difference = float(np.log(one.value / others.value))
        se = float(np.sqrt(one.variance / one.value**2 + others.variance / others.value**2))
    else:
        difference = one.value - others.value
        se = float(np.sqrt(one.variance + others.variance))
    reach = float(stdtrit(free, 0.975)) * se
    p = 2.0 * float(stdtr(free, -abs(difference) / se))
    value, low, high = (
        _told(kind, end, n, others.value) for end in (difference, difference - reach, difference + reach)
    )
    return Effect(name, kind, value, low, high, p, *n, flagged=False, sentence="")


def _told(kind: Kind, difference: float, n: tuple[int, int], others: float) -> float:
    """A difference in the unit that people read."""
    if kind == "restricted-range":
        return float(np.exp(0.5 * difference))
    if kind == "inconsistency":
        return float(np.exp(difference))
    if kind == "halo":
        # A squared sum of m residuals is 1 + (m - 1) correlation of their sum of squares.
        return float(np.expm1(difference)) * others / (n[1] / n[0] - 1.0)
    return difference


def _lacking(name: str, kind: Kind, n: tuple[int, int], *, alone: bool) -> Effect:
    if alone:
        sentence = "Not enough: there is nobody to compare with; another interviewer would be."
    else:
        wanted = {
            "drift": " on three different days or more",
            "order": " on days with several interviews",
            "halo": " with two criteria or more in an interview",
        }.get(kind, "")
        sentence = (
            f"Not enough: {n[0]} candidates and {n[1]} ratings{wanted}; {CANDIDATES} and {RATINGS} would be."
            if n[0] < CANDIDATES or n[1] < RATINGS
            else f"Not enough: the ratings{wanted} hardly differ in what is compared; more candidates would be."
        )
    return Effect(name, kind, None, None, None, None, *n, flagged=False, sentence=sentence)


def _flagged(found: list[Effect]) -> Iterator[Effect]:
    """The effects with their flags and sentences."""
    tested = [effect.p for effect in found if effect.p is not None]
    bar = discovered(np.array(tested), share=FALSE)
    standing = {(effect.interviewer, effect.kind) for effect in found if _stands(effect, bar)}
    for effect in found:
        told = any((effect.interviewer, other) in standing for other in CAUSES.get(effect.kind, ()))
        flagged = (effect.interviewer, effect.kind) in standing and not told
        yield replace(effect, flagged=flagged, sentence=sentence(effect)) if flagged else effect


def _stands(effect: Effect, bar: float) -> bool:
    if effect.p is None or effect.value is None or effect.p > bar:
        return False
    nothing = 1.0 if effect.kind in ("restricted-range", "inconsistency") else 0.0
    sign = SIGN[effect.kind]
    return sign == 0 or (effect.value - nothing) * sign > 0.0


def discovered(p: Floats, *, share: float) -> float:
    """The largest p that may be called a discovery if this share of discoveries may be false on average; -1 if none.

    The largest p_(i) with p_(i) <= i share / m, i counting from the smallest.

    Source: Benjamini and Hochberg (1995), JRSS B 57, 289-300. Tested against their example.
    """
    ordered = np.sort(p)
    passed = np.flatnonzero(ordered <= share * np.arange(1, len(ordered) + 1) / max(len(ordered), 1))
    return float(ordered[passed[-1]]) if len(passed) else -1.0


def sentence(effect: Effect) -> str:
    """A flagged effect in words, with the interviewer's name as it stands in the effect."""
    value, low, high = effect.value, effect.low, effect.high
    assert value is not None
    assert low is not None
    assert high is not None
    name = effect.interviewer
    if effect.kind == "central-tendency":
        return (
            f"{name}'s ratings lie {-value:.2f} levels closer to the middle of the scale than expected of these"
            f" candidates (95 %: {-high:.2f} to {-low:.2f})."
        )
    if effect.kind == "restricted-range":
        return (
            f"{name}'s ratings spread {100 * value:.0f} % as far as expected of these candidates"
            f" (95 %: {100 * low:.0f} to {100 * high:.0f} %)."
        )
    if effect.kind == "halo":
        return (
            f"{name}'s ratings of one candidate move together across criteria more than others' do: the correlation"
            f" left over is {value:.2f} higher (95 %: {low:.2f} to {high:.2f})."
        )
    if effect.kind == "inconsistency":
        return (
            f"{name}'s ratings surprise: squared differences from what is expected are {value:.1f} times those of"
            f" others (95 %: {low:.1f} to {high:.1f})."
        )
    way = "stricter" if value > 0.0 else "more lenient"
    ends = sorted((abs(low), abs(high)))
    over = (
        "from the first interview to the last"
        if effect.kind == "drift"
        else "with each further interview of a day"
    )
    return f"{name} became {abs(value):.2f} levels {way} {over} (95 %: {ends[0]:.2f} to {ends[1]:.2f})."

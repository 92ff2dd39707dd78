"""Ratings of one candidate combined into a score: weighted mean, weight covered, bounds, bar, sensitivity.

All arithmetic is exact (fractions), so that a score on the bar is on the bar. Severity, error and intervals are
left to the estimators of this room; here is only what follows from the ratings without a model.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

LOWEST, HIGHEST = 1, 5
Side = Literal["above", "below", "no score"]
Change = Literal["halved", "doubled", "left out"]
FACTORS: tuple[tuple[Change, Fraction], ...] = (("halved", Fraction(1, 2)), ("doubled", Fraction(2)))


@dataclass(frozen=True, slots=True)
class Rated:
    """One interviewer's level (1-5) on one criterion; None where the rating is missing, of whatever kind."""

    interviewer: int
    criterion: str
    level: int | None


@dataclass(frozen=True, slots=True)
class CriterionMean:
    """The mean level of a criterion over its `n` ratings, with the lowest and the highest of them."""

    criterion: str
    mean: Fraction
    n: int
    lowest: int
    highest: int

    @property
    def apart(self) -> int:
        """How many levels the furthest two raters are apart."""
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True)
class Combined:
    """A candidate's weighted mean with all that it must not travel without.

    `value` is None when nothing has been rated. `low` and `high` are the score if every unrated criterion were at
    the lowest or the highest level. `covered` is the share of the weight that the rated criteria carry.
    """

    value: Fraction | None
    low: Fraction
    high: Fraction
    covered: Fraction
    ratings: int
    interviewers: int
    means: tuple[CriterionMean, ...]

    def mean_of(self, criterion: str) -> CriterionMean | None:
        """The criterion's mean, or None where nobody has rated it."""
        return next((mean for mean in self.means if mean.criterion == criterion), None)


def criterion_means(ratings: Iterable[Rated]) -> tuple[CriterionMean, ...]:
    """The mean of each criterion that has at least one level; missing ratings count nowhere."""
    levels: dict[str, list[int]] = {}
    for rating in ratings:
        if rating.level is not None:
            levels.setdefault(rating.criterion, []).append(rating.level)
    return tuple(
        CriterionMean(criterion, Fraction(sum(seen), len(seen)), len(seen), min(seen), max(seen))
        for criterion, seen in levels.items()
    )


def combine(ratings: Sequence[Rated], shares: Mapping[str, Fraction]) -> Combined:
    """Combine the ratings of one candidate under weights.

    value = sum(share_i * mean_i) / sum(share_i), both over the criteria rated at least once.

    Parameters
    ----------
    ratings : levels 1-5, None where missing; ratings of criteria without a share are left out.
    shares : criterion -> relative weight, positive, in any unit.

    Raises
    ------
    ValueError : "Weights must be positive numbers." when one is not, or when there are none.

    Source: the weighted mean is the mechanical combination of Meehl (1954); bounds are those of Manski (2003), Partial
    Identification of Probability Distributions, chapter 1: the missing part at its lowest and its highest.
    """
    if not shares or min(shares.values()) <= 0:
        raise ValueError("Weights must be positive numbers.")
    known = [rating for rating in ratings if rating.criterion in shares]
    means = criterion_means(known)
    total = sum(shares.values(), Fraction(0))
    covered = sum((shares[mean.criterion] for mean in means), Fraction(0))
    points = sum((shares[mean.criterion] * mean.mean for mean in means), Fraction(0))
    return Combined(
        value=points / covered if covered else None,
        low=(points + (total - covered) * LOWEST) / total,
        high=(points + (total - covered) * HIGHEST) / total,
        covered=covered / total,
        ratings=sum(mean.n for mean in means),
        interviewers=len({rating.interviewer for rating in known if rating.level is not None}),
        means=means,
    )


def side_of_bar(value: Fraction | None, bar: Fraction) -> Side:
    """Which side of the bar a score is on; on the bar counts as above."""
    if value is None:
        return "no score"
    return "above" if value >= bar else "below"


@dataclass(frozen=True, slots=True)
class MustHave:
    """A criterion with a minimum: `met` is None while nobody has rated it."""

    criterion: str
    minimum: int
    mean: CriterionMean | None

    @property
    def met(self) -> bool | None:
        """Whether the mean level reaches the minimum."""
        return None if self.mean is None else self.mean.mean >= self.minimum


def must_haves(combined: Combined, minimums: Mapping[str, int]) -> tuple[MustHave, ...]:
    """Each criterion with a minimum beside its mean level."""
    return tuple(
        MustHave(criterion, minimum, combined.mean_of(criterion)) for criterion, minimum in minimums.items()
    )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The score under one change: a criterion's weight halved or doubled, or one interviewer left out."""

    change: Change
    subject: str | int
    value: Fraction | None
    side: Side
    turns: bool


def sensitivity(
    ratings: Sequence[Rated], shares: Mapping[str, Fraction], bar: Fraction
) -> tuple[WhatIf, ...]:
    """Ask whether the side of the bar changes with any one weight halved or doubled, or any one interviewer left out.

    Parameters: as for `combine`; `bar` in levels 1-5. Returns every change tried, the turning ones first.
    """
    here = side_of_bar(combine(ratings, shares).value, bar)
    tried = [*_reweighted(ratings, shares, bar, here), *_without_one(ratings, shares, bar, here)]
    return tuple(sorted(tried, key=lambda change: not change.turns))


def _reweighted(
    ratings: Sequence[Rated], shares: Mapping[str, Fraction], bar: Fraction, here: Side
) -> Iterable[WhatIf]:
    """Each weight at half and at twice its size."""
    for criterion, share in shares.items():
        for change, factor in FACTORS:
            value = combine(ratings, {**shares, criterion: share * factor}).value
            side = side_of_bar(value, bar)
            yield WhatIf(change, criterion, value, side, side != here)


def _without_one(
    ratings: Sequence[Rated], shares: Mapping[str, Fraction], bar: Fraction, here: Side
) -> Iterable[WhatIf]:
    """Each interviewer's ratings left out."""
    for interviewer in dict.fromkeys(rating.interviewer for rating in ratings if rating.level is not None):
        rest = [rating for rating in ratings if rating.interviewer != interviewer]
        value = combine(rest, shares).value
        side = side_of_bar(value, bar)
        yield WhatIf("left out", interviewer, value, side, side != here)


def furthest_apart(combined: Combined, *, at_least: int = 2) -> tuple[CriterionMean, ...]:
    """The criteria whose raters are furthest apart, the widest first."""
    apart = [mean for mean in combined.means if mean.apart >= at_least]
    return tuple(sorted(apart, key=lambda mean: -mean.apart))

"""What each criterion adds to the score: its share of the spread beside its weight, and which criteria say the same.

A weight says how much a criterion ought to count. How much it does count depends on how far its ratings spread and on
what they move with: where everyone gets a 3, a weight of 40 % decides nothing.
"""

from dataclasses import dataclass

import numpy as np

from evenbar.measure.interval import NORMAL_95, Estimate, percentiles, wilson
from evenbar.measure.ratings import Floats, RatingTable

ENOUGH = 10  # candidates rated on a criterion, from which anything is shown
DRAWS = 400
REDUNDANT = 0.85  # correlation from which two criteria are taken for one
SURELY = 0.7  # that its interval must stay above
SAME = 0.8  # share of ratings on one level from which a criterion tells nobody apart


@dataclass(frozen=True)
class Contribution:
    """One criterion of a table. ``nominal`` is its share of the weight, ``effective`` its share of the score's spread.

    ``candidates`` were rated on it, ``coverage`` of all; ``level`` is the one chosen most, by ``same`` of the ratings.
    ``effective`` is undefined below 10 candidates.
    """

    criterion: str
    nominal: float
    effective: Estimate
    ratings: int
    candidates: int
    coverage: Estimate
    level: float
    same: Estimate

    @property
    def adds_little(self) -> bool:
        """Whether it surely makes less than half of the spread that its weight means it to."""
        return self.effective.high is not None and self.effective.high < self.nominal / 2.0

    @property
    def tells_nobody_apart(self) -> bool:
        """Whether surely more than half of the ratings, and four in five here, chose one level."""
        return bool(self.same.value is not None and self.same.low is not None) and (
            (self.same.value or 0.0) >= SAME and (self.same.low or 0.0) > 0.5
        )


@dataclass(frozen=True)
class Pair:
    """Two criteria and the correlation of candidates' means on them, over ``candidates`` rated on both."""

    first: str
    second: str
    correlation: Estimate
    candidates: int

    @property
    def redundant(self) -> bool:
        """Whether the two are taken for one: correlated above .85, and surely above .7."""
        found = self.correlation
        return (found.value or 0.0) > REDUNDANT and (found.low or 0.0) > SURELY


def contributions(table: RatingTable, weights: Floats, *, seed: int = 1) -> tuple[Contribution, ...]:
    """Each criterion's nominal and effective weight, its coverage, and how alike its ratings are.

    effective_i = w_i sum_j w_j c_ij / sum_ij w_i w_j c_ij, c the covariance of candidates' means

    Parameters
    ----------
    table : any; covariances are over the candidates rated on both criteria
    weights : (criteria,) positive
    seed : of the bootstrap over candidates, whose percentiles are the interval

    Notes
    -----
    Correlated criteria share what they add. Errors of single ratings are part of the spread.

    Source: Wang and Stanley (1970), Review of Educational Research 40, 663-705. Tested by hand, and by criteria
    whose ratings are constant or copied.
    """
    shares = weights / weights.sum()
    means = criterion_means(table)
    rated = np.isfinite(means)
    effective = _effective(means, shares)
    random = np.random.default_rng(seed)
    people = len(means)
    draws = np.array([_effective(means[random.integers(0, people, people)], shares) for _ in range(DRAWS)])
    found = []
    for index, name in enumerate(table.criteria):
        scores = table.score[table.criterion == index]
        levels, counts = np.unique(scores, return_counts=True)
        most = int(counts.argmax())
        n = int(rated[:, index].sum())
        told = n >= ENOUGH and bool(np.isfinite(effective[index]))
        found.append(
            Contribution(
                criterion=name,
                nominal=float(shares[index]),
                effective=Estimate(float(effective[index]), *percentiles(draws[:, index]))
                if told
                else Estimate(None),
                ratings=len(scores),
                candidates=n,
                coverage=wilson(n, people),
                level=float(levels[most]),
                same=wilson(int(counts[most]), len(scores)),
            )
        )
    return tuple(found)


def pairs(table: RatingTable) -> tuple[Pair, ...]:
    """The correlation of every two criteria over candidates, the highest first, with Fisher's interval.

    tanh(atanh r +- 1.96 / sqrt(n - 3)); pairs with fewer than 10 candidates rated on both are left out.

    Source: Fisher (1921), Metron 1, 3-32. Tested by hand.
    """
    means = criterion_means(table)
    found = []
    for one in range(len(table.criteria)):
        for other in range(one + 1, len(table.criteria)):
            both = means[np.isfinite(means[:, one]) & np.isfinite(means[:, other])][:, [one, other]]
            if len(both) < ENOUGH or bool((both.min(axis=0) == both.max(axis=0)).any()):
                continue
            r = float(np.clip(np.asarray(np.corrcoef(both.T))[0, 1], -0.999999, 0.999999))
            reach = NORMAL_95 / np.sqrt(len(both) - 3)
            low, high = (float(np.tanh(np.arctanh(r) + sign * reach)) for sign in (-1.0, 1.0))
            found.append(Pair(table.criteria[one], table.criteria[other], Estimate(r, low, high), len(both)))
    return tuple(sorted(found, key=lambda pair: -(pair.correlation.value or 0.0)))


def criterion_means(table: RatingTable) -> Floats:
    """The mean level of each candidate on each criterion (P, criteria); nan where nobody rated it."""
    shape = (len(table.candidates), len(table.criteria))
    cell = table.candidate * shape[1] + table.criterion
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    total = np.bincount(cell, table.score, shape[0] * shape[1])
    found: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return found.reshape(shape)


def _effective(means: Floats, shares: Floats) -> Floats:
    """Effective weights (criteria,) from covariances over pairs of criteria; nan where nothing spreads."""
    there = np.isfinite(means).astype(np.float64)
    filled = np.nan_to_num(means)
    both = there.T @ there
    many = np.maximum(both, 1.0)
    one, other = filled.T @ there, there.T @ filled
    covariance = (filled.T @ filled - one * other / many) / np.maximum(both - 1.0, 1.0)
    parts = shares * (covariance @ shares)
    total = float(parts.sum())
    return parts / total if total > 1e-12 else np.full(len(shares), np.nan)

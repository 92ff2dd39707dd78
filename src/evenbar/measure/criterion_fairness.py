"""Whether single criteria set a group apart from the others more than the rest of the scorecard does.

A difference on one criterion, tested cell by cell against the mean of the others, is mirrored on every other
criterion. So all criteria of a group are looked at jointly: each has an interaction of its own or none, and the data
say how probable each set of such criteria is. Nothing here says why ratings differ, and no score is ever adjusted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenbar.measure.ratings import Floats

FEWEST_FLAGGED = 100  # candidates in the group and outside it, from which a criterion is flagged
MOST_CRITERIA = 10
FALSE_DISCOVERIES = 0.05
SPARSE = 0.1  # probability beforehand that a criterion has an interaction with a group
SPREADS = (0.15, 0.3, 0.6)  # standard deviations of interactions, in those of a criterion within groups


@dataclass(frozen=True)
class Interaction:
    """One group on one criterion, in the units of the ratings, beside candidates of other groups.

    ``difference`` is beyond the group's difference over all criteria, drawn towards zero; ``sd`` its posterior
    standard deviation, ``probability`` that it is not zero. ``n`` candidates of the group, ``others`` outside it.
    ``flagged`` is None below the minimum.
    """

    group: str
    criterion: str
    n: int
    others: int
    difference: float
    sd: float
    probability: float
    flagged: bool | None = None


def criterion_fairness(
    scores: ArrayLike, group: Sequence[str], criteria: Sequence[str]
) -> tuple[Interaction, ...]:
    """Interactions of groups with criteria, estimated jointly for each group.

    With d the group's mean less the others' on every criterion, S the covariance of candidates' ratings within
    groups, n and m the counts and a the group's common difference (flat):

        d = a 1 + b + e,  e ~ N(0, S (1/n + 1/m)),  b_i = 0 with probability .9, else N(0, t^2)

    over t of .15, .3 and .6 standard deviations. All sets of criteria with b_i not zero are summed over. Flags keep
    the expected share of false ones over all groups within .05.

    Parameters
    ----------
    scores : (n, k) a mean rating for each candidate and criterion, 2 to 10 criteria; candidates with one missing (nan)
        are left out. Best after severity, where strict interviewers met one group more than another.
    group : (n,) names; candidates with an empty one are left out

    Raises
    ------
    ValueError : where there are too few or too many criteria, fewer than two groups, or too few candidates for a
        covariance.

    Source: Mitchell and Beauchamp (1988), Bayesian variable selection, JASA 83, for the sum over sets; Newton and
    others (2004), Biostatistics 5, for the flags. Tested against dense integrals and on simulated panels.
    """
    values, names = _whole(scores, group, criteria)
    labels = sorted(set(names.tolist()))
    code = np.searchsorted(labels, names)
    freedom = len(values) - len(labels)
    if len(labels) < 2 or freedom <= len(criteria):
        raise ValueError(
            "Criteria are compared between two groups at least, with more complete candidates than groups and criteria"
            f" together; there are {len(labels)} groups and {len(values)} such candidates."
        )
    within = values - np.array([values[code == index].mean(axis=0) for index in range(len(labels))])[code]
    covariance = within.T @ within / freedom
    scale = float(np.sqrt(np.trace(covariance) / len(criteria)))
    covariance += 1e-9 * max(scale, 1e-9) ** 2 * np.eye(len(criteria))
    found: list[Interaction] = []
    for index, name in enumerate(labels):
        here = code == index
        n, m = int(here.sum()), int((~here).sum())
        difference = values[here].mean(axis=0) - values[~here].mean(axis=0)
        error = covariance * (1.0 / n + 1.0 / m)
        mean, sd, probability = _posterior(difference, error, max(scale, 1e-6))
        found += [
            Interaction(name, criterion, n, m, float(mean[i]), float(sd[i]), float(probability[i]))
            for i, criterion in enumerate(criteria)
        ]
    return _flagged(found)


def _whole(
    scores: ArrayLike, group: Sequence[str], criteria: Sequence[str]
) -> tuple[Floats, NDArray[np.str_]]:
    """Complete candidates with a group."""
    values, names = np.asarray(scores, dtype=np.float64), np.asarray(group, dtype=np.str_)
    if not 2 <= len(criteria) <= MOST_CRITERIA:
        raise ValueError(f"Give 2 to {MOST_CRITERIA} criteria; there are {len(criteria)}.")
    if values.shape != (len(names), len(criteria)):
        raise ValueError("Give one group for each candidate and one column for each criterion.")
    kept = np.isfinite(values).all(axis=1) & (names != "")
    return values[kept], names[kept]


def _posterior(difference: Floats, error: Floats, scale: float) -> tuple[Floats, Floats, Floats]:
    """Mean, standard deviation and probability of not being zero, of each interaction (k,)."""
    k = len(difference)
    sets = ((np.arange(2**k)[:, None] >> np.arange(k)) & 1).astype(np.float64)
    logs, means, squares = [], [], []
    for spread in SPREADS:
        prior = (spread * scale) ** 2 * sets
        covariance = error + prior[:, :, None] * np.eye(k)
        inverse = np.linalg.inv(covariance)
        once = inverse.sum(axis=2)
        total = once.sum(axis=1)
        projected = (
            inverse - once[:, :, None] * once[:, None, :] / total[:, None, None]
        )  # the level taken out
        pulled = projected @ difference
        chances = sets.sum(axis=1) * np.log(SPARSE) + (k - sets.sum(axis=1)) * np.log1p(-SPARSE)
        determinant = np.linalg.slogdet(covariance)[1] + np.log(total)
        logs.append(chances - 0.5 * (determinant + pulled @ difference))
        means.append(prior * pulled)
        variances = prior - prior**2 * np.diagonal(projected, axis1=1, axis2=2)
        squares.append(variances + means[-1] ** 2)
    log = np.concatenate(logs)
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    mean = weights @ np.concatenate(means)
    sd = np.sqrt(np.maximum(weights @ np.concatenate(squares) - mean**2, 0.0))
    return mean, sd, weights @ np.tile(sets, (len(SPREADS), 1))


def _flagged(found: list[Interaction]) -> tuple[Interaction, ...]:
    """Flag the most probable ones while the expected share of false ones stays within the limit."""
    enough = [one for one in found if min(one.n, one.others) >= FEWEST_FLAGGED]
    ordered = sorted(enough, key=lambda one: -one.probability)
    wrong = np.cumsum([1.0 - one.probability for one in ordered])
    kept = int((wrong <= FALSE_DISCOVERIES * np.arange(1, len(ordered) + 1)).sum())
    chosen = {(one.group, one.criterion) for one in ordered[:kept]}
    told = {(one.group, one.criterion) for one in enough}
    return tuple(
        replace(one, flagged=(one.group, one.criterion) in chosen)
        if (one.group, one.criterion) in told
        else one
        for one in found
    )

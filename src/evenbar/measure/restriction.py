"""Range restriction: whether a table holds finalists only, among whom agreement and reliability collapse.

Where everybody who was weak has gone, candidates differ less and chance weighs more, however well interviewers rate.
A table with stages shows it by itself; one without can only look as if. Nothing is corrected here, only said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenbar.measure.ratings import Floats, Labels, RatingTable

FEWEST = 10  # candidates in the earlier stage
SEEN_BEFORE = 0.8  # share of a later stage's candidates who were rated in the earlier one
NARROW = 0.8  # ratio of standard deviations below which it is said
LIFTED = 2.0  # standard errors by which those who went on differ from the others
WEAK_SHARE = 0.1  # of ratings below the middle of the scale


@dataclass(frozen=True)
class Restricted:
    """A later stage whose candidates were chosen. ``ratio`` is that of standard deviations of the earlier means."""

    earlier: str
    later: str
    before: int
    after: int
    ratio: float


def restricted_stages(table: RatingTable) -> tuple[Restricted, ...]:
    """Stages whose candidates were much more alike in an earlier stage than all who were rated there.

    ratio = sd of the earlier stage's means among those who went on / among all of it

    Parameters
    ----------
    table : with stages; a stage with fewer than 10 candidates is not compared with

    Returns
    -------
    One for each such later stage, against the largest earlier one, where the ratio is below .8 and those who went on
    were rated differently from those who did not, by two standard errors.

    Source: Sackett and Yang (2000), Journal of Applied Psychology 85, 112-118. Tested by construction.
    """
    if table.stage is None:
        return ()
    means = [_means(table, table.stage, stage) for stage in range(len(table.stage.names))]
    found = []
    for later, own in enumerate(means):
        there = np.isfinite(own)
        pairs = [
            (_compared(before, there), name) for before, name in zip(means, table.stage.names, strict=True)
        ]
        known = [(pair, name) for pair, name in pairs if pair is not None]
        if known:
            (count, ratio), name = max(known, key=lambda one: one[0][0])
            if ratio < NARROW:
                found.append(Restricted(name, table.stage.names[later], count, int(there.sum()), ratio))
    return tuple(found)


def _means(table: RatingTable, stage: Labels, number: int) -> Floats:
    """The mean of each candidate's ratings in a stage (candidates,); nan where there are none."""
    chosen = stage.code == number
    size = np.bincount(table.candidate[chosen], minlength=len(table.candidates))
    total = np.bincount(table.candidate[chosen], table.score[chosen], len(table.candidates))
    return np.where(size > 0, total / np.maximum(size, 1), np.nan)


def _compared(earlier: Floats, there: NDArray[np.bool_]) -> tuple[int, float] | None:
    """How many were rated in an earlier stage, and how their means spread among those who went on."""
    rated = np.isfinite(earlier)
    on = rated & there
    before = int(rated.sum())
    if before < FEWEST or on.sum() < 3 or on.sum() < SEEN_BEFORE * there.sum() or on.sum() >= before:
        return None
    spread = float(earlier[rated].std(ddof=1))
    # Chance alone narrows a small group now and then; it seldom lifts it as well.
    apart = abs(float(earlier[on].mean() - earlier[rated & ~on].mean()))
    error = spread * float(np.sqrt(1.0 / on.sum() + 1.0 / (before - on.sum())))
    return (
        None if spread == 0.0 or apart < LIFTED * error else (before, float(earlier[on].std(ddof=1)) / spread)
    )


def restriction_warnings(table: RatingTable) -> Iterator[tuple[str, str]]:
    """What to know of a table of finalists, as warnings (code, message)."""
    found = restricted_stages(table)
    for stage in found:
        yield (
            "range-restricted",
            f'The {stage.after} candidates of "{stage.later}" are those who were chosen of {stage.before} in'
            f' "{stage.earlier}", where their ratings spread only {stage.ratio:.2f} as far as everyone\'s. Agreement'
            " and reliability are lower among them than among all who applied, however well interviewers rate.",
        )
    if not found and _only_strong(table):
        yield (
            "range-restricted",
            f"These look like finalists only: none of {len(table.candidates)} candidates is below the middle of the"
            f" scale from {table.low:g} to {table.high:g} on the mean. Agreement and reliability are lower among"
            " finalists than among all who applied, however well interviewers rate.",
        )


def _only_strong(table: RatingTable) -> bool:
    """Whether no candidate's mean is below the middle of the scale, and few single ratings are."""
    middle = (table.low + table.high) / 2.0
    if len(table.candidates) < FEWEST or table.range <= 0.0:
        return False
    mean = np.bincount(table.candidate, table.score) / np.bincount(table.candidate)
    return bool(mean.min() >= middle) and float((table.score < middle).mean()) <= WEAK_SHARE

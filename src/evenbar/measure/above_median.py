"""Selection by score before anybody is selected: who is above the median, and counts that may leave the house.

New York City's rules for automated tools count, for scores, the share of each group above the median of all scored.
That is an impact ratio like any other once it is counted, so ``impact`` does the rest. No score is ever adjusted.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from evenbar.measure.impact import Axis, Count

LEAST_SHOWN = 5  # people in a cell of an export, unless it is empty


def above_median(score: ArrayLike, group: Sequence[str], *, axis: str = "group") -> tuple[Count, ...]:
    """How many of each group were scored, and how many of them are above the median of all scores.

    Parameters
    ----------
    score : (n,) finite; the median is that of everybody scored, whose group is stated or not
    group : (n,) names; an empty one counts for the median and for no group

    Returns
    -------
    Counts for ``impact``: the scoring rate is its rate, the impact ratio its ratio to the highest rate, whose group
    is named as the comparator.

    Raises
    ------
    ValueError : where nobody was scored, lengths differ, or a score is no number.

    Source: Rules of the City of New York, title 6, sections 5-300 and 5-301 (2023), "scoring rate".
    """
    values = np.asarray(score, dtype=np.float64)
    if values.ndim != 1 or len(values) != len(group):
        raise ValueError("Give one group for each score; leave it empty where it is not known.")
    if not len(values) or not np.isfinite(values).all():
        raise ValueError("Scores must be numbers, and at least one is needed; leave out who was not scored.")
    above = values > float(np.median(values))
    names = np.asarray(group, dtype=object)
    return tuple(
        Count(name, int((names == name).sum()), int(above[names == name].sum()), axis)
        for name in sorted({name for name in group if name})
    )


def exported(axis: Axis) -> tuple[dict[str, object], ...]:
    """The groups of an axis as rows that may be passed on: cells of 1 to 4 people are left out.

    A group is left out whole (all figures None, ``suppressed`` true) where its selected or its not selected are 1 to 4
    people. Where the comparator is left out, so are all ratios, since they would give its rate away. Where it is one
    group alone, the smallest other one goes with it, so that nobody can take it from a total known elsewhere.
    """
    small = {
        group.group
        for group in axis.groups
        if _small(group.selected) or _small(group.applicants - group.selected)
    }
    others = [group for group in axis.groups if group.group not in small and group.applicants]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda group: (group.applicants, group.group)).group)
    compared = axis.comparator is not None and axis.comparator not in small
    rows: list[dict[str, object]] = []
    for group in axis.groups:
        hidden = group.group in small
        rows.append(
            {
                "axis": axis.axis,
                "comparator": axis.comparator if compared else None,
                "group": group.group,
                "applicants": None if hidden else group.applicants,
                "selected": None if hidden else group.selected,
                "rate": None if hidden else group.rate,
                "ratio": None if hidden or not compared else group.ratio.value,
                "suppressed": hidden,
            }
        )
    return tuple(rows)


def _small(people: int) -> bool:
    return 0 < people < LEAST_SHOWN

"""What facts suggest: a level from 1 to 4 for a criterion, never a rating.

A reviewer sees it after giving a level of their own. Level 5 is for people alone, and where a fact is not defined
nothing is suggested.
"""

from collections.abc import Mapping, Sequence

from evenbar.worksample.sample import Condition, Measured

Bands = Sequence[tuple[int, tuple[Condition, ...]]]


def suggested(bands: Bands, facts: Mapping[str, float | None]) -> int | None:
    """The highest level whose conditions hold together with those of every level below; None without facts."""
    level = 1
    for above, conditions in sorted(bands):
        values = [(condition, facts.get(condition.fact)) for condition in conditions]
        if any(value is None for _, value in values):
            return None
        if not all(condition.holds(value) for condition, value in values if value is not None):
            return level
        level = above
    return level


def suggestions(criteria: Sequence[Measured], facts: Mapping[str, float | None]) -> dict[str, int | None]:
    """The suggested level of each criterion that has bands."""
    return {one.criterion: suggested(one.bands, facts) for one in criteria if one.bands}

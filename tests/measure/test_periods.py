"""Periods: who changed is seen to have changed, who did not has not, and what cannot be cut is not."""

from dataclasses import replace

import numpy as np
import pytest

from evenbar.measure.periods import periods
from evenbar.measure.ratings import Labels, RatingTable
from tests.measure.seasons import season


def dated(rows: RatingTable, *, drifting: int = 0, by: float = 0.0) -> RatingTable:
    """A day a candidate, in their order; one interviewer grows harder by so many levels over the second half."""
    days = tuple(f"2026-01-{1 + day:02}" for day in range(len(rows.candidates)))
    late = rows.candidate >= len(rows.candidates) // 2
    score = rows.score - by * (late & (rows.interviewer == drifting))
    return replace(rows, occasion=Labels(days, rows.candidate), score=score)


def test_who_grew_harder_by_a_level_is_seen_a_level_harder_and_others_are_not() -> None:
    made = season(
        seed=11, candidates=30, interviewers=5, interviews=4, ratings=5, sd=(0.6, 0.2, 0.2, 0.3)
    ).table
    still, moved = periods(dated(made)), periods(dated(made, by=1.0))
    assert still is not None
    assert moved is not None
    change = (moved.severity[:, 1] - moved.severity[:, 0]) - (still.severity[:, 1] - still.severity[:, 0])
    assert 0.5 < change[0] < 1.1  # drawn in, as any severity from few ratings is
    assert np.abs(change[1:]).max() < 0.5 * change[0]
    assert moved.enough.all()
    assert moved.candidates.sum() == 120


def test_a_half_with_few_candidates_is_not_shown() -> None:
    made = season(seed=2, candidates=8, interviewers=4, interviews=3).table
    found = periods(dated(made))
    assert found is not None
    assert not found.enough.any()


@pytest.mark.parametrize("when", [None, Labels(("2026-01-01",), np.zeros(0, dtype=np.int64))])
def test_without_times_or_with_one_day_there_is_nothing_to_compare(when: Labels | None) -> None:
    made = season(seed=2).table
    if when is not None:
        when = Labels(when.names, np.zeros(made.n, dtype=np.int64))
    assert periods(replace(made, occasion=when)) is None

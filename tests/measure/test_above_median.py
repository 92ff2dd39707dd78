"""New York City's scoring rate, and exports without small cells."""

import numpy as np
import pytest

from evenbar.measure.above_median import above_median, exported
from evenbar.measure.impact import Count, impact


def test_the_scoring_rate_is_the_share_above_the_median_of_everybody() -> None:
    """Scores 1 to 12 have the median 6.5: of a four of six are above, of b one of four, and two are of no group."""
    score = [1, 2, 7, 8, 9, 10, 3, 4, 5, 12, 6, 11]
    group = ["a"] * 6 + ["b"] * 4 + ["", ""]
    assert above_median(score, group) == (Count("a", 6, 4), Count("b", 4, 1))


def test_who_is_at_the_median_is_not_above_it() -> None:
    """With ties at the median fewer than half are above, and a constant score leaves nobody above."""
    assert above_median([2, 2, 2, 5], ["a"] * 4) == (Count("a", 4, 1),)
    assert above_median([3, 3, 3], ["a", "a", "b"]) == (Count("a", 2, 0), Count("b", 1, 0))


def test_the_ratio_is_to_the_highest_scoring_rate_and_its_group_is_named() -> None:
    """Of 50 against 50, 30 and 20 above the median are rates of .6 and .4, a ratio of two thirds."""
    score = np.concatenate((np.arange(30) + 100, np.arange(20), np.arange(20) + 200, np.arange(30) - 50))
    axis = impact(above_median(score, ["a"] * 50 + ["b"] * 50))[0]
    assert axis.comparator == "a"
    assert axis.compared[0].ratio.value == pytest.approx(2 / 3)


@pytest.mark.parametrize(("score", "group"), [([], []), ([1.0], ["a", "b"]), ([float("nan")], ["a"])])
def test_scores_that_cannot_be_counted_are_refused(score: list[float], group: list[str]) -> None:
    with pytest.raises(ValueError, match="score"):
        above_median(score, group)


def test_a_cell_under_five_leaves_no_figure_and_takes_the_smallest_other_group_along() -> None:
    """Three selected of b are hidden; c goes with it, so that no total gives them away; a stays whole."""
    counts = [Count("a", 80, 40), Count("b", 30, 3), Count("c", 40, 15), Count("d", 60, 20)]
    rows = {row["group"]: row for row in exported(impact(counts)[0])}
    assert [name for name, row in rows.items() if row["suppressed"]] == ["b", "c"]
    assert all(rows["b"][key] is None for key in ("applicants", "selected", "rate", "ratio"))
    assert (rows["a"]["selected"], rows["d"]["rate"]) == (40, pytest.approx(1 / 3))


def test_where_the_comparator_is_hidden_no_ratio_gives_its_rate_away() -> None:
    rows = exported(impact([Count("a", 6, 4), Count("b", 50, 20), Count("c", 60, 20)])[0])
    assert all(row["ratio"] is None and row["comparator"] is None for row in rows)
    assert {row["group"] for row in rows if not row["suppressed"]} == {"c"}


def test_nothing_is_hidden_where_no_cell_is_small() -> None:
    """None selected is no small cell: an empty one says nothing of a person."""
    rows = exported(impact([Count("a", 50, 20), Count("b", 50, 0)])[0])
    assert not any(row["suppressed"] for row in rows)

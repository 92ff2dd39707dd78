"""Contributions: effective weights by hand, criteria that add nothing, that say the same, and that are alike."""

import numpy as np
import pytest

from evenbar.measure.contributions import contributions, criterion_means, pairs
from evenbar.measure.ratings import RatingTable, table


def rated(columns: dict[str, list[float]], *, raters: int = 1) -> RatingTable:
    """One column of candidates' levels a criterion; nan where nobody rated."""
    rows = [
        (person, rater, name, level)
        for name, levels in columns.items()
        for person, level in enumerate(levels)
        for rater in range(raters)
        if not np.isnan(level)
    ]
    people, who, names, scores = zip(*rows, strict=True)
    return table(candidate=people, interviewer=who, criterion=names, score=scores, levels=(1, 5))


LEVELS = [1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 2.0, 3.0, 4.0, 5.0]
OTHER = [3.0, 3.0, 3.0, 3.0, 3.0, 5.0, 5.0, 1.0, 1.0, 3.0]
CONSTANT = [3.0] * 10


def test_effective_weights_are_covariance_shares() -> None:
    made = rated({"a": LEVELS, "b": OTHER})
    weights = np.array([3.0, 1.0])
    covariance = np.cov(np.array([LEVELS, OTHER]))
    parts = weights * (covariance @ weights)
    found = [each.effective.value for each in contributions(made, weights)]
    assert found == pytest.approx(parts / parts.sum())
    assert [each.nominal for each in contributions(made, weights)] == [0.75, 0.25]


def test_a_criterion_on_which_all_are_the_same_adds_nothing_whatever_its_weight() -> None:
    made = rated({"a": LEVELS, "b": CONSTANT}, raters=2)
    first, second = contributions(made, np.array([1.0, 9.0]))
    assert first.effective.value == pytest.approx(1.0)
    assert second.effective.value == pytest.approx(0.0)
    assert second.adds_little
    assert not first.adds_little
    assert (second.tells_nobody_apart, second.level, second.same.value) == (True, 3.0, 1.0)
    assert not first.tells_nobody_apart


def test_a_copied_criterion_is_redundant_and_an_unrelated_one_is_not() -> None:
    made = rated({"a": LEVELS, "b": LEVELS, "c": OTHER})
    found = {(pair.first, pair.second): pair for pair in pairs(made)}
    assert found["a", "b"].redundant
    assert not found["a", "c"].redundant
    assert next(iter(found)) == ("a", "b")


def test_fishers_interval_is_that_of_the_formula() -> None:
    [pair] = pairs(rated({"a": LEVELS, "c": OTHER}))
    r = float(np.corrcoef(LEVELS, OTHER)[0, 1])
    reach = 1.959963984540054 / np.sqrt(7)
    assert pair.correlation.value == pytest.approx(r)
    assert pair.correlation.low == pytest.approx(np.tanh(np.arctanh(r) - reach))
    assert pair.correlation.high == pytest.approx(np.tanh(np.arctanh(r) + reach))


def test_below_ten_candidates_nothing_is_told_and_no_pair_is_compared() -> None:
    made = rated({"a": LEVELS[:9], "b": OTHER[:9]})
    assert [each.effective.value for each in contributions(made, np.ones(2))] == [None, None]
    assert pairs(made) == ()


def test_holes_stay_holes_and_lower_the_coverage() -> None:
    holed = [*LEVELS[:-2], float("nan"), float("nan")]
    made = rated({"a": LEVELS, "b": holed})
    assert np.isnan(criterion_means(made)).sum() == 2
    second = contributions(made, np.ones(2))[1]
    assert (second.candidates, second.coverage.value) == (8, 0.8)
    assert second.effective.value is None


def test_nothing_that_differs_is_no_estimate_and_no_warning() -> None:
    made = rated({"a": CONSTANT, "b": CONSTANT})
    assert [each.effective.value for each in contributions(made, np.ones(2))] == [None, None]
    assert pairs(made) == ()

"""Combining ratings: exact, honest about what is missing."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.measure.combine import Rated, combine, furthest_apart, must_haves, sensitivity, side_of_bar

SHARES = {"framing": F(3), "deployment": F(1), "collaboration": F(1)}
RATINGS = [
    Rated(1, "framing", 4),
    Rated(2, "framing", 5),
    Rated(1, "deployment", 2),
    Rated(2, "deployment", None),
]


def test_the_weighted_mean_is_over_rated_criteria_and_says_what_it_covers() -> None:
    """By hand: (3 x 4.5 + 1 x 2) / 4 = 3.875; a fifth of the weight is unrated."""
    result = combine(RATINGS, SHARES)
    assert result.value == F(31, 8)
    assert result.covered == F(4, 5)
    assert (result.low, result.high) == (F(33, 10), F(41, 10))  # (15.5 + 1) / 5 and (15.5 + 5) / 5
    assert (result.ratings, result.interviewers) == (3, 2)


def test_nothing_rated_is_no_score_and_the_bounds_are_the_whole_scale() -> None:
    """A missing rating is never a number."""
    result = combine([Rated(1, "framing", None)], SHARES)
    assert result.value is None
    assert (result.low, result.high, result.covered) == (1, 5, 0)
    assert side_of_bar(result.value, F(3)) == "no score"


def test_a_score_on_the_bar_is_above_it() -> None:
    """Floating point would put 3.4 from seventeen fifths on either side; fractions do not."""
    ratings = [Rated(1, "a", 3), Rated(1, "b", 4)]
    assert side_of_bar(combine(ratings, {"a": F(3), "b": F(2)}).value, F("3.4")) == "above"


def test_must_haves_say_met_missed_and_unknown_apart() -> None:
    """An unrated must-have is neither met nor missed."""
    found = {
        m.criterion: m.met
        for m in must_haves(combine(RATINGS, SHARES), {"framing": 3, "deployment": 3, "collaboration": 3})
    }
    assert found == {"framing": True, "deployment": False, "collaboration": None}


def test_sensitivity_names_what_would_turn_the_side_of_the_bar() -> None:
    """By hand: doubling deployment gives (13.5 + 4) / 5 = 3.5; leaving out interviewer 2 gives (12 + 2) / 4 = 3.5."""
    turning = {(w.change, w.subject): w.value for w in sensitivity(RATINGS, SHARES, F("3.6")) if w.turns}
    assert turning == {
        ("doubled", "deployment"): F(7, 2),
        ("left out", 2): F(7, 2),
        ("halved", "framing"): F(35, 10),
    }


def test_furthest_apart_lists_the_widest_first() -> None:
    """Raters two or more levels apart are worth talking about first."""
    ratings = [
        Rated(1, "a", 1),
        Rated(2, "a", 5),
        Rated(1, "b", 2),
        Rated(2, "b", 4),
        Rated(1, "c", 3),
        Rated(2, "c", 4),
    ]
    result = combine(ratings, {"a": F(1), "b": F(1), "c": F(1)})
    assert [(m.criterion, m.apart) for m in furthest_apart(result)] == [("a", 4), ("b", 2)]


@pytest.mark.parametrize("shares", [{}, {"a": F(0)}, {"a": F(-1)}])
def test_weights_that_are_not_positive_are_refused(shares: dict[str, F]) -> None:
    """A weight of zero or less has no meaning."""
    with pytest.raises(ValueError, match="Weights must be positive numbers"):
        combine([], shares)


tables = st.lists(
    st.builds(Rated, st.integers(1, 4), st.sampled_from("abc"), st.none() | st.integers(1, 5)), max_size=20
)
weights = st.fixed_dictionaries({c: st.fractions(F(1, 10), 10) for c in "abc"})


@given(tables, weights)
def test_the_score_lies_within_its_bounds_and_the_scale(ratings: list[Rated], shares: dict[str, F]) -> None:
    """Whatever the missing ratings would have been, the full score lies between the bounds."""
    result = combine(ratings, shares)
    assert 1 <= result.low <= result.high <= 5
    assert (result.value is None) == (result.covered == 0)
    if result.value is not None:
        assert result.low <= result.value <= result.high
    if result.covered == 1:
        assert result.low == result.value == result.high


@given(tables, weights, st.sampled_from("abc"), st.integers(1, 5))
def test_filling_a_hole_keeps_the_score_within_the_old_bounds(
    ratings: list[Rated], shares: dict[str, F], criterion: str, level: int
) -> None:
    """The bounds keep their promise when an unrated criterion is rated."""
    before = combine(ratings, shares)
    if before.mean_of(criterion) is not None:
        return
    after = combine([*ratings, Rated(9, criterion, level)], shares)
    assert before.low <= after.low <= after.high <= before.high


@given(tables, weights, st.fractions(F(1, 10), 10))
def test_only_the_proportion_of_weights_matters(ratings: list[Rated], shares: dict[str, F], scale: F) -> None:
    """Scaling all weights changes nothing."""
    scaled = {criterion: share * scale for criterion, share in shares.items()}
    assert combine(ratings, shares) == combine(ratings, scaled)

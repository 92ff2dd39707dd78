"""Standing: the plain figures equal exact arithmetic, poor tables are answered, and nobody stands below the minimum."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure.combine import Rated, combine
from evenbar.measure.ratings import RatingTable, table
from evenbar.measure.severity import Estimator, score_weights
from evenbar.measure.standing import plain, standing
from tests.measure.seasons import season

Row = tuple[int, int, int, float]
CELLS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3), st.integers(1, 5)),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:3],
)


def rated(rows: list[Row]) -> RatingTable:
    people, raters, criteria, levels = zip(*rows, strict=True)
    return table(
        candidate=[f"p{index}" for index in people],
        interviewer=[f"r{index}" for index in raters],
        criterion=[f"k{index}" for index in criteria],
        score=levels,
        levels=(1, 5),
    )


@settings(max_examples=60, deadline=None)
@given(CELLS, st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_means_coverage_and_bounds_are_those_of_exact_arithmetic(
    rows: list[tuple[int, int, int, int]], given_weights: list[int]
) -> None:
    """``combine`` computes them in fractions, a candidate at a time."""
    made = rated([*rows])
    weights = {name: given_weights[int(name[1:])] for name in made.criteria}
    found = plain(made, score_weights(made, weights))
    total = sum(weights.values())
    shares = {name: Fraction(weight, total) for name, weight in weights.items()}
    for index, name in enumerate(made.candidates):
        own = [Rated(r, f"k{c}", level) for p, r, c, level in rows if f"p{p}" == name]
        exact = combine(own, shares)
        assert exact.value is not None
        told = (found.weighted[index], found.covered[index], found.low[index], found.high[index])
        wanted = (exact.value, exact.covered, exact.low, exact.high)
        np.testing.assert_allclose(told, [float(value) for value in wanted], atol=1e-12)
        assert found.raw[index] == pytest.approx(np.mean([rating.level for rating in own]))
        assert (found.n[index], found.interviewers[index]) == (exact.ratings, exact.interviewers)


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_any_table_of_two_ratings_has_a_finite_answer(
    rows: list[tuple[int, int, int, int]],
) -> None:
    """Whatever the holes; one rating is refused in a sentence."""
    made = rated([*rows])
    if made.n < 2:
        with pytest.raises(ValueError, match="Two ratings at least"):
            standing(made, estimator="reml")
        return
    found = standing(made, estimator="reml", bar=3.0)
    for values in (found.scores.score, found.scores.se, found.severity, found.severity_se):
        assert np.isfinite(values).all()
    assert ((found.scores.p_above_bar >= 0.0) & (found.scores.p_above_bar <= 1.0)).all()


def crossed(level: Callable[[int, int, int], float], *, people: int = 5, raters: int = 3) -> RatingTable:
    cells = [(p, r, c) for p in range(people) for r in range(raters) for c in range(3)]
    return rated([(p, r, c, level(p, r, c)) for p, r, c in cells])


def uneven(p: int, r: int, c: int) -> float:
    return float(1 + (7 * p + 3 * r + 5 * c + p * r * c) % 5)


POOR = {
    "one interviewer": crossed(uneven, raters=1),
    "one candidate": crossed(uneven, people=1),
    "one candidate and one interviewer": crossed(uneven, people=1, raters=1),
    "constant": crossed(lambda p, r, c: 3.0),
    "only candidates differ": crossed(lambda p, r, c: 1.0 + p),
    "only interviewers differ": crossed(lambda p, r, c: 1.0 + r),
    "only criteria differ": crossed(lambda p, r, c: 1.0 + c),
    "one rating differs": crossed(lambda p, r, c: 3.0 + (p + r + c == 0)),
    "extreme candidates": crossed(lambda p, r, c: 5.0 if p == 0 else 1.0 if p == 1 else uneven(p, r, c)),
    "unused level": crossed(lambda p, r, c: 1.0 if uneven(p, r, c) < 3 else 5.0),
    "two halves": rated([(p, p % 2 * 3 + r, c, uneven(p, r, c)) for p in range(8) for r in range(3) for c in range(2)]),
    "each candidate with interviewers of their own": rated(
        [(p, 3 * p + r, c, uneven(p, r, c)) for p in range(5) for r in range(3) for c in range(2)]
    ),
    "each criterion with an interviewer of its own": rated(
        [(p, r, r, uneven(p, r, 0)) for p in range(5) for r in range(3)]
    ),
    "two ratings": rated([(0, 0, 0, 3.0), (1, 0, 0, 4.0)]),
}  # fmt: skip


@pytest.mark.parametrize("estimator", ["reml", "posterior"])
@pytest.mark.parametrize("name", POOR)
def test_a_poor_table_has_a_finite_answer_with_a_warning(name: str, estimator: Estimator) -> None:
    """No estimate is beyond the scale by more than its length, and what is amiss is said."""
    found = standing(POOR[name], estimator=estimator, bar=3.0, top=2)
    assert np.isfinite(found.scores.score).all()
    assert ((found.scores.score > -3.0) & (found.scores.score < 9.0)).all()
    assert np.isfinite(found.scores.se).all()
    assert (found.scores.se <= 4.0).all()
    assert np.isfinite(found.severity).all()
    assert all(value is None or np.isfinite(value) for value in found.fit.variance().values())
    assert found.warnings


def test_one_rating_is_too_few() -> None:
    with pytest.raises(ValueError, match="Two ratings at least are needed"):
        standing(rated([(0, 0, 0, 3.0)]))


def test_a_bar_beside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="The bar 6 is not on the scale, which goes from 1 to 5"):
        standing(POOR["extreme candidates"], bar=6.0)


def test_who_is_below_the_minimum_is_not_enough() -> None:
    """A candidate met by one interviewer, and an interviewer who met four candidates, are named as too few."""
    rows = [(p, r, c, uneven(p, r, c)) for p in range(12) for r in range(3) for c in range(2)]
    rows = [row for row in rows if not (row[0] == 0 and row[1] > 0) and not (row[1] == 2 and row[0] > 4)]
    found = standing(rated(rows), estimator="reml")
    enough = dict(zip(found.fit.table.candidates, found.enough.candidates, strict=True))
    assert [name for name, shown in enough.items() if not shown] == ["p0"]
    assert list(found.enough.interviewers) == [True, True, False]
    assert found.reliability is not None
    told = dict(found.warnings)
    assert told["too-few-interviewers"].startswith("1 of 12 candidates were rated by one interviewer only")
    assert told["too-few-candidates"].startswith("The severity of 1 of 3 interviewers is not shown")


def test_an_interviewer_linked_to_one_other_is_not_enough() -> None:
    """Two interviewers alone, however many candidates they met, cannot be told from one another's severity."""
    found = standing(crossed(uneven, people=12, raters=2), estimator="reml")
    assert not found.enough.interviewers.any()
    assert found.enough.candidates.all()


def test_reliability_needs_ten_candidates() -> None:
    few, many = (standing(crossed(uneven, people=people), estimator="reml") for people in (9, 10))
    assert few.reliability is None
    assert "there are 9" in dict(few.warnings)["too-few"]
    assert many.reliability is not None
    assert "too-few" not in dict(many.warnings)


def test_more_interviewers_make_scores_more_reliable() -> None:
    """Over the same people, five interviews are more reliable than two."""
    few, many = (
        standing(season(seed=6, candidates=60, interviewers=12, interviews=count).table, estimator="reml")
        for count in (2, 5)
    )
    assert few.reliability is not None
    assert many.reliability is not None
    assert few.reliability < many.reliability

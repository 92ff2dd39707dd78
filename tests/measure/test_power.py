"""What numbers of people could show, against full tables and Cohen's."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure.power import chance_of_a_low_ratio, pairs_to_see


def table(rate: float, n: int, m: int) -> float:
    """The same chance, cell by cell."""
    own = [math.comb(n, x) * rate**x * (1 - rate) ** (n - x) for x in range(n + 1)]
    other = [math.comb(m, y) * rate**y * (1 - rate) ** (m - y) for y in range(m + 1)]
    total = 0.0
    for x, one in enumerate(own):
        for y, two in enumerate(other):
            low, high = sorted((Fraction(x, n), Fraction(y, m)))
            total += one * two if low < Fraction(4, 5) * high else 0.0
    return total


@given(rate=st.sampled_from([0.0, 0.05, 0.2, 0.5, 0.9, 1.0]), n=st.integers(1, 12), m=st.integers(1, 25))
@settings(deadline=None)
def test_the_chance_of_a_low_ratio_is_that_of_the_full_table(rate: float, n: int, m: int) -> None:
    found = chance_of_a_low_ratio(rate=rate, n=n, other_n=m)
    assert found == pytest.approx(table(rate, n, m), abs=1e-9)
    assert found == pytest.approx(chance_of_a_low_ratio(rate=rate, n=m, other_n=n), abs=1e-12)


def test_small_groups_fall_below_four_fifths_by_chance() -> None:
    assert chance_of_a_low_ratio(rate=0.2, n=5, other_n=15) == pytest.approx(0.853, abs=1e-3)
    assert chance_of_a_low_ratio(rate=0.2, n=50, other_n=150) == pytest.approx(0.493, abs=1e-3)
    assert chance_of_a_low_ratio(rate=0.2, n=20_000, other_n=60_000) < 1e-6


def test_pairs_to_see_a_correlation_are_those_of_cohen() -> None:
    """Cohen (1988), Statistical Power Analysis, Table 3.4.1: two-sided .05, power .80."""
    found = [pairs_to_see(r) for r in (0.1, 0.3, 0.5)]
    assert found == pytest.approx([783, 84, 28], abs=2)
    assert pairs_to_see(-0.3) == pairs_to_see(0.3)


def test_what_has_no_answer_is_refused_in_one_sentence() -> None:
    for r in (0.0, 1.0, math.nan):
        with pytest.raises(ValueError, match="must lie between -1 and 1 and not be 0"):
            pairs_to_see(r)
    with pytest.raises(ValueError, match=r"The rate must lie between 0 and 1, and 1\.5 does not"):
        chance_of_a_low_ratio(rate=1.5, n=3, other_n=3)
    with pytest.raises(ValueError, match="Each group needs an applicant"):
        chance_of_a_low_ratio(rate=0.5, n=0, other_n=3)

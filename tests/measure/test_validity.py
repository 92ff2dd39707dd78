"""Validity and what it is worth, against published tables, other programs and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from evenbar.measure.utility import brogden_cronbach_gleser, mean_selected, taylor_russell
from evenbar.measure.validity import (
    corrected_for_outcome,
    corrected_for_restriction,
    correlation,
    fisher_interval,
    multiple_r,
    posterior,
    validity,
    within_groups,
)

SCORES, OUTCOMES = [1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 5.0]
lists = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=4, max_size=30)


def test_a_correlation_by_hand() -> None:
    """Deviations -2..2 and -1, -2, 1, 0, 2: 8 / sqrt(10 * 10)."""
    assert correlation(SCORES, OUTCOMES) == pytest.approx(0.8)


def test_fishers_interval_by_hand() -> None:
    """atanh(.5) = .549306 +- 1.959964 / sqrt(25)."""
    found = fisher_interval(0.5, 28)
    expected = (math.tanh(0.549306 - 0.391993), math.tanh(0.549306 + 0.391993))
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-5)


@given(pairs=lists, shift=st.integers(-9, 9), factor=st.sampled_from([0.01, 3.0, 1e9]))
def test_order_unit_and_a_constant_do_not_matter_and_a_turned_score_turns_it(
    pairs: list[tuple[int, int]], shift: int, factor: float
) -> None:
    x, y = np.array(pairs, dtype=float).T
    r = correlation(x, y)
    assert correlation(y, x) == (None if r is None else pytest.approx(r))
    assert correlation(factor * (x + shift), y) == (None if r is None else pytest.approx(r, abs=1e-9))
    assert correlation(-x, y) == (None if r is None else pytest.approx(-r))
    assert correlation(x[::-1], y[::-1]) == (None if r is None else pytest.approx(r))
    if r is not None:
        assert r == pytest.approx(float(np.corrcoef(x, y)[0, 1]), abs=1e-9)


def test_corrections_are_those_of_psychmeta() -> None:
    """R psychmeta 2.7.0, correct_r: r = .3, u = .8, outcome reliability .8; operational validity .4066."""
    assert corrected_for_restriction(0.3, 0.8).r == pytest.approx(0.3658537, abs=1e-6)
    outcome = corrected_for_outcome(0.3, 0.8).r
    assert outcome == pytest.approx(0.3354102, abs=1e-6)
    assert corrected_for_restriction(outcome, 0.8).r == pytest.approx(0.4065952, abs=1e-6)


def test_corrections_come_only_as_asked_each_with_its_assumption_the_outcome_first() -> None:
    assert validity(SCORES, OUTCOMES).corrections == ()
    both = validity(SCORES, OUTCOMES, outcome_reliability=0.8, restriction=0.7).corrections
    assert [one.name for one in both] == ["outcome unreliability", "range restriction, Case II"]
    assert "reliability of 0.8" in both[0].assumption
    assert "0.7 times as far" in both[1].assumption
    first, second = both
    assert second.r == corrected_for_restriction(first.r, 0.7).r


@given(r=st.floats(-0.99, 0.99), u=st.floats(0.05, 1.0))
def test_a_restriction_of_one_changes_nothing_and_another_lifts_within_one(r: float, u: float) -> None:
    assert corrected_for_restriction(r, 1.0).r == pytest.approx(r)
    lifted = corrected_for_restriction(r, u).r
    assert lifted is not None
    assert abs(r) - 1e-9 <= abs(lifted) <= 1.0


def test_selection_on_the_score_is_undone_by_case_two() -> None:
    """A made line with equal spread: the correlation of the upper half, corrected, is that of all."""
    random = np.random.default_rng(7)
    x = random.normal(size=200_000)
    y = 0.5 * x + math.sqrt(0.75) * random.normal(size=len(x))
    hired = x > 0.0
    u = float(x[hired].std() / x.std())
    r = correlation(x[hired], y[hired])
    assert r is not None
    assert r < 0.36
    assert corrected_for_restriction(r, u).r == pytest.approx(0.5, abs=0.01)


def test_a_correction_past_one_is_not_shown() -> None:
    found = validity(SCORES, OUTCOMES, outcome_reliability=0.5, restriction=0.5)
    assert [one.r for one in found.corrections] == [None, None]
    assert "corrected-past-one" in dict(found.warnings)


def test_with_20_hires_own_data_weigh_38_percent() -> None:
    found = posterior(0.2, 20)
    assert found.weight == pytest.approx(0.38, abs=0.001)
    assert found.mean == pytest.approx(0.3803 * 0.2 + 0.6197 * 0.42, abs=1e-4)
    assert found.sd == pytest.approx(1 / math.sqrt(1 / 0.19**2 + 17))
    assert (found.low, found.high) == pytest.approx(
        (found.mean - 1.96 * found.sd, found.mean + 1.96 * found.sd), abs=1e-4
    )


def test_without_data_the_posterior_is_the_prior_and_with_many_it_is_the_data() -> None:
    for nothing in (posterior(None, 50), posterior(0.9, 3)):
        assert (nothing.mean, nothing.sd, nothing.weight) == (0.42, 0.19, 0.0)
    assert posterior(0.1, 1_000_000).mean == pytest.approx(0.1, abs=1e-4)
    assert posterior(-1.0, 1_000_000).low == -1.0


def test_the_24_percent_is_what_a_structured_interview_adds_to_a_cognitive_test() -> None:
    """Schmidt and Hunter (1998), Psychological Bulletin 124, 262-274, Table 1."""
    together = multiple_r(0.51, 0.51, 0.30)
    assert together == pytest.approx(0.6326, abs=1e-4)
    assert 100 * (together / 0.51 - 1) == pytest.approx(24.03, abs=0.02)
    # Sackett, Zhang, Berry and Lievens (2022): .31 and .42.
    assert multiple_r(0.31, 0.42, 0.16) == pytest.approx(0.487, abs=1e-3)
    assert multiple_r(0.31, 0.42, 0.30) == pytest.approx(0.462, abs=1e-3)


@pytest.mark.parametrize(("first", "second", "between"), [(0.9, -0.9, 0.5), (0.5, 0.5, 1.0)])
def test_correlations_that_cannot_hold_together_are_refused(
    first: float, second: float, between: float
) -> None:
    with pytest.raises(ValueError, match="correlate by"):
        multiple_r(first, second, between)


def test_a_row_of_taylor_and_russell() -> None:
    """Taylor and Russell (1939), Journal of Applied Psychology 23, 565-578: base rate .50, validity .50."""
    ratios = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    found = [taylor_russell(validity=0.5, base_rate=0.5, selection_ratio=ratio) for ratio in ratios]
    published = [0.88, 0.84, 0.78, 0.74, 0.7, 0.67, 0.63, 0.6, 0.57, 0.54, 0.52]
    assert found == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(("base", "ratio", "gain"), [(0.5, 0.1, 24.5), (0.7, 0.5, 8.8), (0.3, 0.1, 39.6)])
def test_structured_against_unstructured_with_the_values_of_2022(
    base: float, ratio: float, gain: float
) -> None:
    """.42 against .19 (Sackett and others 2022), by Taylor and Russell."""
    one, other = (taylor_russell(validity=r, base_rate=base, selection_ratio=ratio) for r in (0.42, 0.19))
    assert 100 * (one / other - 1) == pytest.approx(gain, abs=0.05)


@given(r=st.floats(-0.999, 0.999), base=st.floats(0.01, 0.99), ratio=st.floats(0.01, 0.99))
def test_those_selected_and_those_not_make_up_all(r: float, base: float, ratio: float) -> None:
    """Turning the score round selects those who were left: their successes add up to the base rate."""
    top = taylor_russell(validity=r, base_rate=base, selection_ratio=ratio)
    rest = taylor_russell(validity=-r, base_rate=base, selection_ratio=1.0 - ratio)
    assert ratio * top + (1.0 - ratio) * rest == pytest.approx(base, abs=1e-9)


def test_half_and_half_is_sheppards_formula() -> None:
    """Sheppard (1899): P(both above the median) = 1/4 + asin(r) / (2 pi)."""
    for r in (-1.0, -0.95, -0.3, 0.0, 0.42, 0.999, 1.0):
        found = taylor_russell(validity=r, base_rate=0.5, selection_ratio=0.5)
        assert found == pytest.approx(2.0 * (0.25 + math.asin(r) / (2.0 * math.pi)), abs=1e-10)


def test_the_mean_of_those_selected_and_what_it_is_worth() -> None:
    """Naylor and Shine (1965); R iopsych 0.90.1, utilityBcg."""
    found = [mean_selected(ratio) for ratio in (0.05, 0.1, 0.2, 0.3, 0.5, 0.8)]
    assert found == pytest.approx([2.0627, 1.755, 1.3998, 1.159, 0.7979, 0.35], abs=1e-4)
    worth = {"validity": 0.5, "sd_outcome": 10_000.0, "selection_ratio": 0.3}
    assert brogden_cronbach_gleser(selected=1, years=1, **worth) == pytest.approx(5794.877, abs=0.01)
    three = brogden_cronbach_gleser(selected=3, years=2, cost=500.0, **worth)
    assert three == pytest.approx(6 * 5794.877 - 500, abs=0.1)


def test_the_mean_selected_is_that_of_the_upper_tail() -> None:
    grid = ndtri((np.arange(200_000) + 0.5) / 200_000)
    assert mean_selected(0.25) == pytest.approx(float(grid[150_000:].mean()), abs=1e-4)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"base_rate": 0.0}, "The base rate must lie above 0 and below 1, and 0 does not."),
        ({"selection_ratio": 1.0}, "The selection ratio must lie above 0 and below 1, and 1 does not."),
        ({"validity": 1.2}, "The validity must lie between -1 and 1, and 1.2 does not."),
        ({"validity": math.nan}, "The validity must lie between -1 and 1"),
    ],
)
def test_what_is_no_share_or_correlation_is_refused(options: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        taylor_russell(**{"validity": 0.4, "base_rate": 0.5, "selection_ratio": 0.5, **options})


@pytest.mark.parametrize(
    ("score", "outcome", "options", "sentence"),
    [
        ([1.0, 2.0], [1.0, 2.0], {}, "2 pairs are not enough for a correlation; 3 are the fewest"),
        ([1.0], [1.0], {}, "1 pair is not enough"),
        ([1.0, 2.0, 3.0], [1.0, 2.0], {}, "two lists of the same length"),
        ([1.0, 2.0, math.nan], [1.0, 2.0, 3.0], {}, "is no number; leave the pair out"),
        (SCORES, OUTCOMES, {"outcome_reliability": 0.0}, "reliability of the outcome must lie above 0"),
        (SCORES, OUTCOMES, {"outcome_reliability": math.nan}, "reliability of the outcome must lie above 0"),
        (
            SCORES,
            OUTCOMES,
            {"restriction": 1.4},
            "restriction must lie above 0 and up to 1, and 1.4 does not",
        ),
    ],
)
def test_what_cannot_be_studied_is_refused_in_one_sentence(
    score: list[float], outcome: list[float], options: dict[str, float], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        validity(
            score,
            outcome,
            outcome_reliability=options.get("outcome_reliability"),
            restriction=options.get("restriction"),
        )


@pytest.mark.parametrize(
    ("score", "outcome", "code"),
    [
        ([3.0, 3.0, 3.0, 3.0], [1.0, 2.0, 3.0, 4.0], "constant"),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], "constant"),
        ([1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0], "on-a-line"),
        ([1.0, 2.0, 4.0], [2.0, 1.0, 1.0], "too-few"),
    ],
)
def test_degenerate_pairs_get_a_finite_answer_with_a_warning(
    score: list[float], outcome: list[float], code: str
) -> None:
    found = validity(score, outcome, outcome_reliability=1.0, restriction=0.5)
    assert code in dict(found.warnings)
    assert found.observed.low is None
    assert np.isfinite(
        [found.posterior.mean, found.posterior.sd, found.posterior.low, found.posterior.high]
    ).all()


def test_a_correlation_between_years_alone_is_told() -> None:
    """Two years, the later one higher in both; within each the score goes the other way."""
    random = np.random.default_rng(3)
    year = np.repeat(["2024", "2025"], 60)
    x = random.normal(size=120) + np.where(year == "2025", 3.0, 0.0)
    y = random.normal(size=120) + np.where(year == "2025", 3.0, 0.0)
    told = dict(validity(x, y, labels=[("years", year.tolist())]).warnings)
    assert "Within years the correlation is" in told["differs-within-years"]
    mixed = random.permutation(year).tolist()
    assert "differs-within-years" not in dict(validity(x, y, labels=[("years", mixed)]).warnings)


def test_the_correlation_within_groups_by_hand() -> None:
    """Deviations within: -1, 1, -1, 1 and -1, 1, 1, -1."""
    assert within_groups([1, 3, 11, 13], [0, 2, 9, 7], ["a", "a", "b", "b"]) == pytest.approx(0.0)
    assert within_groups([1, 3, 11, 13], [0, 2, 7, 9], ["a", "a", "b", "b"]) == pytest.approx(1.0)
    assert within_groups([1, 2, 3], [4, 5, 6], ["a", "b", "c"]) is None

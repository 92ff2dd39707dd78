"""Adverse impact against court opinions, guidelines and R; exact tests against sums of whole numbers."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betainc, betaln

from evenbar.measure.contingency import (
    Pair,
    adjusted,
    chance_below,
    cohen_h,
    exact_p,
    mantel_haenszel,
    pooled_z,
    standard_deviations,
)
from evenbar.measure.impact import Axis, Count, below_four_fifths, flips, impact

TEAL = Pair(26, 48, 206, 259)  # Connecticut v. Teal, 457 U.S. 440 (1982), n. 4

# Bickel, Hammel and O'Connell (1975), Science 187, 398-404; R's UCBAdmissions: department, admitted and rejected men,
# admitted and rejected women.
BERKELEY = {
    "A": (512, 313, 89, 19),
    "B": (353, 207, 17, 8),
    "C": (120, 205, 202, 391),
    "D": (138, 279, 131, 244),
    "E": (53, 138, 94, 299),
    "F": (22, 351, 24, 317),
}


@st.composite
def pairs(draw: st.DrawFn, *, most: int = 40) -> Pair:
    n, other = draw(st.integers(1, most)), draw(st.integers(1, most))
    return Pair(draw(st.integers(0, n)), n, draw(st.integers(0, other)), other)


def one(counts: list[Count]) -> Axis:
    (axis,) = impact(counts)
    return axis


def berkeley() -> Axis:
    men = [Count("men", a + b, a, "gender", stage) for stage, (a, b, _, _) in BERKELEY.items()]
    women = [Count("women", c + d, c, "gender", stage) for stage, (_, _, c, d) in BERKELEY.items()]
    return one(men + women)


def test_four_fifths_are_those_of_the_guidelines() -> None:
    """Questions and Answers 11 and 12, 44 FR 11996 (1979): .45 of .60 is below, .48 and .51 are not."""
    rates = {"White": 60, "American Indian": 45, "Hispanic": 48, "Black": 51}
    axis = one([Count(name, 100, selected) for name, selected in rates.items()])
    assert axis.comparator == "White"
    ratios = {group.group: group.ratio.value for group in axis.groups}
    expected = {"White": 1.0, "American Indian": 0.75, "Hispanic": 0.8, "Black": 0.85}
    assert ratios == pytest.approx(expected, abs=1e-9)
    below = {group.group: group.below for group in axis.groups}
    assert below == {"White": False, "American Indian": True, "Hispanic": False, "Black": False}


def test_exactly_four_fifths_is_not_below_where_floating_numbers_say_it_is() -> None:
    assert 0.36 / 0.45 < 0.8
    for pair in (Pair(48, 100, 60, 100), Pair(36, 100, 45, 100), Pair(12, 25, 6, 10)):
        assert not below_four_fifths(pair)
    assert below_four_fifths(Pair(479_999, 1_000_000, 60, 100))


@given(pair=pairs())
def test_below_four_fifths_is_the_comparison_of_fractions(pair: Pair) -> None:
    own, other = Fraction(pair.selected, pair.n), Fraction(pair.other_selected, pair.other_n)
    assert below_four_fifths(pair) == (own < Fraction(4, 5) * other)


def test_connecticut_v_teal() -> None:
    """The opinion: 54.17 %, 79.54 %, about 68 %; tests and interval reproduced independently."""
    axis = one([Count("Black", 48, 26), Count("White", 259, 206)])
    (group,) = axis.compared
    assert group.rate == pytest.approx(0.5417, abs=1e-4)
    assert group.ratio.value == pytest.approx(0.681, abs=1e-3)
    assert (group.ratio.low, group.ratio.high) == pytest.approx((0.5212, 0.8899), abs=1e-3)
    assert group.z == pytest.approx(-3.7574, abs=1e-4)
    assert group.fisher_p == pytest.approx(0.000404, abs=1e-6)
    assert group.mid_p == pytest.approx(0.000286, abs=1e-6)
    assert group.verdict == "below"


@pytest.mark.parametrize(
    ("observed", "n", "expected", "sd", "z"),
    [(339, 870, 688.2, 11.99, -29.1), (100, 220, 174.0, 6.03, -12.27)],
)
def test_castaneda_v_partida(observed: int, n: int, expected: float, sd: float, z: float) -> None:
    """430 U.S. 482, 496, n. 17 (1977)."""
    assert standard_deviations(observed, n, 0.791) == pytest.approx((expected, sd, z), abs=0.05)


def test_berkeley_is_below_in_all_and_not_within_departments() -> None:
    """R: mantelhaen.test(UCBAdmissions); pooled ratio and z reproduced independently."""
    axis = berkeley()
    (women,) = axis.compared
    assert axis.comparator == "men"
    assert women.ratio.value == pytest.approx(0.6818, abs=1e-4)
    assert women.z == pytest.approx(-9.6024, abs=1e-4)
    assert women.common is not None
    assert women.common.value == pytest.approx(1.0 / 0.9046968, abs=1e-6)
    assert (women.common.low, women.common.high) == pytest.approx((1 / 1.0603298, 1 / 0.7719074), rel=1e-6)
    assert women.common.chi2_corrected == pytest.approx(1.426946, abs=1e-5)
    assert women.common.chi2 == pytest.approx(1.524607, abs=1e-5)
    assert women.common.p == pytest.approx(0.2323, abs=1e-4)
    assert "differs-within-stages" in dict(axis.warnings)


def test_one_stratum_has_its_own_odds_ratio_and_none_tells_nothing() -> None:
    found = mantel_haenszel([Pair(3, 10, 6, 10)])
    assert found is not None
    assert found.value is not None
    assert found.value == pytest.approx((3 * 4) / (7 * 6))
    # Woolf's error of one table, which Robins, Breslow and Greenland's is there.
    error = math.sqrt(1 / 3 + 1 / 7 + 1 / 6 + 1 / 4)
    assert found.high == pytest.approx(found.value * math.exp(1.959964 * error), rel=1e-6)
    assert mantel_haenszel([Pair(0, 4, 0, 5), Pair(0, 0, 2, 5)]) is None


def test_a_common_odds_ratio_without_end_is_none_and_zero_has_no_interval() -> None:
    endless, zero = mantel_haenszel([Pair(4, 4, 1, 5)]), mantel_haenszel([Pair(0, 4, 3, 5)])
    assert endless is not None
    assert zero is not None
    assert (endless.value, endless.high) == (None, None)
    assert (zero.value, zero.low) == (0.0, None)


@given(pair=pairs(most=25))
@settings(deadline=None)
def test_exact_tests_are_sums_of_whole_numbers(pair: Pair) -> None:
    drawn, total = pair.selected + pair.other_selected, pair.n + pair.other_n
    ways = {
        k: math.comb(pair.n, k) * math.comb(pair.other_n, drawn - k)
        for k in range(max(0, drawn - pair.other_n), min(pair.n, drawn) + 1)
    }
    seen, every = ways[pair.selected], math.comb(total, drawn)
    less = sum(way for way in ways.values() if way < seen)
    ties = sum(way for way in ways.values() if way == seen)
    fisher, mid = exact_p(pair)
    assert fisher == pytest.approx((less + ties) / every, rel=1e-9)
    assert mid == pytest.approx(1.0 if len(ways) == 1 else (less + ties / 2) / every, rel=1e-9)


def density_below(pair: Pair) -> float:
    """The same posterior chance, by adaptive integration of the comparator's density."""
    a, b = pair.selected + 0.5, pair.n - pair.selected + 0.5
    c, d = pair.other_selected + 0.5, pair.other_n - pair.other_selected + 0.5

    def at(angle: float) -> float:  # rate = sin(angle)^2 takes the poles of the density away
        sine, cosine = math.sin(angle), math.cos(angle)
        log = (2 * c - 1) * math.log(sine) + (2 * d - 1) * math.log(cosine) - betaln(c, d)
        return 2.0 * math.exp(log) * float(betainc(a, b, 0.8 * sine**2))

    middle = math.asin(math.sqrt(c / (c + d)))
    parts = itertools.pairwise([0.0, middle / 2, middle, (middle + math.pi / 2) / 2, math.pi / 2])
    return sum(float(quad(at, low, high, limit=200)[0]) for low, high in parts)


@pytest.mark.parametrize(
    "pair",
    [
        TEAL,
        Pair(0, 5, 3, 15),
        Pair(5, 5, 15, 15),
        Pair(1, 6, 400, 1000),
        Pair(300, 1000, 2, 6),
        Pair(0, 9, 0, 9),
    ],
)
def test_the_chance_of_being_below_is_the_integral(pair: Pair) -> None:
    assert chance_below(pair, 0.8) == pytest.approx(density_below(pair), abs=2e-6)


@given(pair=pairs(most=200))
@settings(deadline=None, max_examples=40)
def test_two_rates_are_one_below_the_other_or_the_other_way_round(pair: Pair) -> None:
    turned = Pair(pair.other_selected, pair.other_n, pair.selected, pair.n)
    one_way, other_way = chance_below(pair, 1.0), chance_below(turned, 1.0)
    assert one_way is not None
    assert other_way is not None
    assert one_way + other_way == pytest.approx(1.0, abs=1e-5)


@given(pair=pairs())
def test_the_flips_are_the_fewest_that_turn_the_comparison(pair: Pair) -> None:
    below = below_four_fifths(pair)
    sign = 1 if below else -1

    def turned(k: int) -> bool:
        own, other = pair.selected + sign * k, pair.other_selected - sign * k
        if not (0 <= own <= pair.n and 0 <= other <= pair.other_n):
            return False
        return below_four_fifths(Pair(own, pair.n, other, pair.other_n)) != below

    assert flips(pair) == next((k for k in range(1, 81) if turned(k)), None)


@given(pair=pairs())
@settings(deadline=None)
def test_the_other_group_differs_by_as_much_the_other_way(pair: Pair) -> None:
    turned = Pair(pair.other_selected, pair.other_n, pair.selected, pair.n)
    assert exact_p(turned) == pytest.approx(exact_p(pair), rel=1e-9)
    assert cohen_h(turned) == pytest.approx(-(cohen_h(pair) or 0.0))
    assert (pooled_z(pair) is None) == (pooled_z(turned) is None)
    assert pooled_z(turned) == (None if pooled_z(pair) is None else pytest.approx(-(pooled_z(pair) or 0.0)))


def test_cohens_h_by_hand() -> None:
    """asin(sqrt(3/4)) = 60 degrees, asin(sqrt(1/4)) = 30 degrees."""
    assert cohen_h(Pair(3, 4, 1, 4)) == pytest.approx(math.pi / 3)


def test_false_discoveries_are_held_as_benjamini_and_hochberg_hold_them() -> None:
    """Benjamini and Hochberg (1995), 3.2: of these 15 at .05 four are rejected."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
    ]
    q = adjusted([*p, 0.7590, 1.0])
    assert [value <= 0.05 for value in q] == [True] * 4 + [False] * 11
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert adjusted([]) == []


@given(pair=pairs(), names=st.permutations(["a", "b", "c"]))
@settings(deadline=None)
def test_order_of_rows_does_not_matter(pair: Pair, names: list[str]) -> None:
    counts = {
        "a": Count("a", pair.n, pair.selected),
        "b": Count("b", pair.other_n, pair.other_selected),
        "c": Count("c", 20, 11),
    }
    assert impact([counts[name] for name in names]) == impact(list(counts.values()))


def test_counts_split_over_stages_add_up_to_the_same() -> None:
    whole = one([Count("a", 40, 10), Count("b", 60, 30)])
    parts = one(
        [Count(g, n // 2, x // 2, stage=s) for g, n, x in [("a", 40, 10), ("b", 60, 30)] for s in "12"]
    )
    assert [(g.ratio, g.fisher_p, g.flips) for g in whole.groups] == [
        (g.ratio, g.fisher_p, g.flips) for g in parts.groups
    ]
    assert parts.stages == 2
    assert whole.compared[0].common is None


def test_small_groups_get_no_verdict_and_are_told_what_would_be_enough() -> None:
    axis = one([Count("a", 15, 2), Count("b", 45, 12)])
    (group,) = axis.compared
    assert (group.below, group.verdict, group.enough) == (True, None, 129)
    assert group.ratio.value is not None
    assert "129 applicants in the two groups would be enough" in dict(axis.warnings)["too-few"]
    larger = one([Count("a", 45, 6), Count("b", 135, 36)])
    assert larger.compared[0].verdict == "unclear"


def test_thirty_selected_and_five_expected_in_each_cell_are_the_least_for_a_verdict() -> None:
    assert one([Count("a", 30, 14), Count("b", 30, 15)]).compared[0].verdict is None
    assert one([Count("a", 30, 15), Count("b", 30, 15)]).groups[1].verdict == "unclear"
    assert one([Count("a", 9, 4), Count("b", 70, 36)]).compared[0].verdict is None


def test_equal_rates_in_thousands_are_not_below() -> None:
    axis = one([Count("a", 4000, 1000), Count("b", 4000, 1010)])
    assert axis.compared[0].verdict == "not-below"
    assert axis.warnings == ()


def test_a_group_of_four_has_no_ratio_and_is_no_comparator() -> None:
    axis = one([Count("a", 4, 4), Count("b", 50, 20), Count("c", 50, 30)])
    assert axis.comparator == "c"
    tiny = axis.groups[0]
    assert (tiny.ratio.value, tiny.below, tiny.flips, tiny.verdict) == (None, None, None, None)
    assert tiny.fisher_p is not None
    assert '"a" had fewer than 5 applicants' in dict(axis.warnings)["too-few-applicants"]


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ([Count("a", 10, 0), Count("b", 10, 0)], "none-selected"),
        ([Count("a", 10, 4)], "one-group"),
        ([Count("a", 0, 0), Count("b", 0, 0)], "none-selected"),
        ([Count("a", 0, 0), Count("b", 9, 9)], "too-few-applicants"),
        ([Count("a", 2, 2), Count("b", 3, 3)], "too-few-applicants"),
        ([Count("a", 8, 8, stage="x"), Count("b", 8, 8, stage="y")], "too-few"),
    ],
)
def test_degenerate_counts_get_a_finite_answer_with_a_warning(counts: list[Count], code: str) -> None:
    axis = one(counts)
    assert code in dict(axis.warnings)
    assert all(group.verdict is None for group in axis.groups)
    numbers = [
        v for g in axis.groups for v in (g.rate, g.z, g.fisher_p, g.posterior, g.ratio.value) if v is not None
    ]
    assert np.isfinite(numbers).all()


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ([], "There is no group in the table"),
        ([Count("a", 3, 4)], "4 of 3 is no share"),
        ([Count("a", 3, 1), Count("a", 3, 2)], 'The group "a" is there twice; add its counts up.'),
        ([Count("a", 10_000_001, 1)], "more than 10,000,000 applicants"),
    ],
)
def test_what_is_no_count_is_refused_in_one_sentence(counts: list[Count], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        impact(counts)


def test_axes_are_compared_apart() -> None:
    rows = [Count("x", 50, 20, "gender"), Count("y", 50, 30, "gender"), Count("z", 100, 50, "age")]
    gender, age = impact(rows)
    assert (gender.axis, gender.comparator, age.axis, age.comparator) == ("gender", "y", "age", "z")
    assert "one-group" in dict(age.warnings)
    with pytest.raises(ValueError, match="must lie above 0 and below 1"):
        standard_deviations(1, 2, 1.0)

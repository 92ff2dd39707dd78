"""Coefficients of agreement against published tables, their properties, and what they say of poor designs."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure.agreement import Agreement, agreements, kendall_w, shares_of_pairs
from evenbar.measure.gwet import Agreed, fleiss, gwet, weighted_kappa
from evenbar.measure.krippendorff import METRICS, alpha
from evenbar.measure.ratings import RatingTable, table
from evenbar.measure.units import Patterns, units
from tests.measure import published


def patterns(rows: RatingTable) -> Patterns:
    found = units(rows).patterns
    assert found is not None
    return found


def overall(rows: RatingTable) -> Agreement:
    return agreements(rows, draws=0).overall


def test_intraclass_correlations_are_those_of_shrout_and_fleiss() -> None:
    """Values: Shrout and Fleiss (1979), Table 4; to five places and intervals by psych 2.2.9 in R."""
    expected = {
        "ICC(1)": (0.1657418, -0.13293232, 0.7225601),
        "ICC(A,1)": (0.2897638, 0.01878651, 0.7610844),
        "ICC(C,1)": (0.7148407, 0.34246477, 0.9458583),
        "ICC(k)": (0.4427971, -0.88444216, 0.9124154),
        "ICC(A,k)": (0.6200505, 0.07113682, 0.927232),
        "ICC(C,k)": (0.9093155, 0.67567471, 0.9858917),
    }
    found = overall(published.crossed(published.JUDGES)).icc
    for name, values in expected.items():
        assert (found[name].value, found[name].low, found[name].high) == pytest.approx(values, abs=1e-5), name


def test_intraclass_correlations_of_the_anxiety_ratings_are_those_of_irr() -> None:
    """irr 0.84.1: one-way .175, ICC(A,1) .198; ICC(C,3) .453."""
    found = overall(published.crossed(published.ANXIETY)).icc
    assert found["ICC(1)"].value == pytest.approx(0.175, abs=5e-4)
    assert found["ICC(A,1)"].value == pytest.approx(0.198, abs=5e-4)
    assert found["ICC(C,k)"].value == pytest.approx(0.453, abs=5e-4)


def test_reml_of_an_incomplete_table_joins_the_complete_one() -> None:
    """Without a hundredth of its ratings, correlations hardly move; intervals, found otherwise, stay near."""
    random = np.random.default_rng(4)
    rows = random.normal(size=(80, 1)) + 0.6 * random.normal(size=(1, 6)) + random.normal(size=(80, 6))
    full = published.crossed(rows.tolist())
    holes = full.only(np.arange(full.n) % 97 != 3)
    complete, incomplete = overall(full).icc, overall(holes).icc
    for name in ("ICC(A,1)", "ICC(C,1)", "ICC(A,k)", "ICC(C,k)"):
        one, other = complete[name], incomplete[name]
        assert other.value == pytest.approx(one.value, abs=0.02), name
        assert other.low == pytest.approx(one.low, abs=0.08), name
        assert other.high == pytest.approx(one.high, abs=0.08), name


def test_unbalanced_one_way_correlation_is_by_the_adjusted_group_size() -> None:
    """By hand: groups 1 2 | 3 5 4 | 6; MSB = 12.5 / 2 = 6.25 and MSW = 2.5 / 3; k0 = (6 - 14/6) / 2 = 11/6."""
    found = overall(published.crossed([[1, 2, None], [3, 5, 4], [6, None, None]])).icc["ICC(1)"]
    msb = (2 * (1.5 - 3.5) ** 2 + 3 * (4 - 3.5) ** 2 + (6 - 3.5) ** 2) / 2
    msw = (0.5 + 2.0) / 3
    assert found.value == pytest.approx((msb - msw) / (msb + (11 / 6 - 1) * msw))


def test_alpha_is_that_of_krippendorff_where_ratings_are_missing() -> None:
    """Krippendorff (2011): nominal .743421, interval .849107; ordinal by his differences .81539, not Gwet's .83364."""
    rows = [list(row) for row in zip(*published.OBSERVERS, strict=True)]
    found = patterns(published.crossed(rows))
    values = {metric: alpha(found, metric) for metric in METRICS}
    assert values["nominal"].value == pytest.approx(0.743421, abs=1e-5)
    assert values["interval"].value == pytest.approx(0.849107, abs=1e-5)
    assert values["ordinal"].value == pytest.approx(0.81539, abs=1e-5)
    for value in values.values():
        assert value.value is not None
        assert value.low is not None
        assert value.high is not None
        assert value.low < value.value < value.high


@pytest.mark.parametrize(
    ("rows", "kind", "expected"),
    [
        (zip(*published.OBSERVERS, strict=True), "nominal", (0.77544, 0.14295)),
        (zip(*published.OBSERVERS, strict=True), "quadratic", (0.91400, 0.10396)),
        (published.GENDER, "nominal", (0.20808, 0.0907)),
    ],
)
def test_gwets_coefficients_are_those_of_irrcac(rows, kind, expected) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Gwet (2014), Handbook, 4th ed.; value and standard error by irrCAC 1.0 in R."""
    found = gwet(patterns(published.crossed([list(row) for row in rows])), kind)
    assert (found.value, found.se) == pytest.approx(expected, abs=1e-4)


def test_linear_weights_give_the_published_ac2() -> None:
    """Gwet (2014): .858739 with linear weights on the twelve units of cac.raw4raters."""
    rows = [list(row) for row in zip(*published.OBSERVERS, strict=True)]
    assert gwet(patterns(published.crossed(rows)), "linear").value == pytest.approx(0.858739, abs=1e-5)


@pytest.mark.parametrize(
    ("coefficient", "expected"),
    [(gwet, (0.44480073, 0.08418757)), (fleiss, (0.4139265, 0.08119291))],
)
def test_coefficients_from_counts_are_those_of_irrcac(
    coefficient: Callable[[Patterns, str], Agreed], expected: tuple[float, float]
) -> None:
    """irrCAC 1.0 on distrib.6raters, unweighted."""
    found = coefficient(patterns(published.counted(published.SIX_RATERS)), "nominal")
    assert (found.value, found.se) == pytest.approx(expected, abs=1e-6)


def test_alpha_from_counts_is_that_of_irrcac() -> None:
    """irrCAC 1.0 on distrib.6raters: .42043843."""
    found = alpha(patterns(published.counted(published.SIX_RATERS)), "nominal")
    assert found.value == pytest.approx(0.42043843, abs=1e-6)


def test_fleiss_kappa_is_that_of_fleiss() -> None:
    """Fleiss (1971): .430."""
    found = fleiss(patterns(published.counted(published.FLEISS)))
    assert found.value == pytest.approx(0.430245, abs=1e-6)


def test_fleiss_kappa_with_missing_ratings_is_that_of_irrcac() -> None:
    """irrCAC 1.0 on cac.raw4raters: .76117 with standard error .15302, quadratic .86494 with .14603."""
    rows = [list(row) for row in zip(*published.OBSERVERS, strict=True)]
    found = fleiss(patterns(published.crossed(rows)))
    assert (found.value, found.se) == pytest.approx((0.76117, 0.15302), abs=1e-4)
    found = fleiss(patterns(published.crossed(rows)), "quadratic")
    assert (found.value, found.se) == pytest.approx((0.86494, 0.14603), abs=1e-4)


def test_weighted_kappa_is_that_of_cohen() -> None:
    """Cohen (1968), Table 1: kappa .492, weighted kappa .348."""
    shares = [[0.44, 0.07, 0.09], [0.05, 0.2, 0.05], [0.01, 0.03, 0.06]]
    assert weighted_kappa(shares) == pytest.approx(0.4915254, abs=1e-6)
    weights = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
    assert weighted_kappa(shares, weights) == pytest.approx(0.3478261, abs=1e-6)


def test_weighted_kappa_refuses_what_is_no_table() -> None:
    with pytest.raises(ValueError, match="must be square"):
        weighted_kappa([[1, 2]])
    with pytest.raises(ValueError, match="shape of the table"):
        weighted_kappa([[1, 2], [2, 1]], [[0.0]])
    assert weighted_kappa([[5, 0], [0, 0]]) is None


def test_kendalls_w_is_corrected_for_ties() -> None:
    """irr 0.84.1 on the anxiety ratings: .539657, without the correction .501921."""
    matrix = np.array(published.ANXIETY, dtype=float)
    assert kendall_w(matrix) == pytest.approx(0.539657, abs=1e-5)
    assert overall(published.crossed(published.ANXIETY)).kendall_w == pytest.approx(0.539657, abs=1e-5)
    assert overall(published.crossed([*published.ANXIETY, [1, 2, None]])).kendall_w is None


def test_shares_of_pairs_are_counted_over_all_pairs_of_a_unit() -> None:
    """By hand: 3 3 4 has one equal pair of three and all adjacent; 1 5 neither."""
    exact, adjacent, pairs = shares_of_pairs(units(published.crossed([[3, 3, 4], [1, 5, None]])))
    assert (exact, adjacent, pairs) == (1 / 4, 3 / 4, 4)


def test_two_halves_without_a_shared_rater_are_two_parts() -> None:
    """ConsistNA of irrNA: a program that does not look prints an ICC(C,1) of 1 for it."""
    rows = published.crossed(published.HALVES)
    assert rows.parts.count == 2
    assert np.bincount(rows.parts.candidate).tolist() == [3, 3]
    found = agreements(rows)
    assert "incomplete" in dict(found.warnings)


SCORES = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3), min_size=3, max_size=9
).filter(lambda rows: any(score is not None for row in rows for score in row))


def numbers(found: Agreement) -> list[float | None]:
    parts = [*found.icc.values(), *found.alpha.values()]
    ends = [end for part in parts for end in (part.value, part.low, part.high)]
    errors = [end for part in found.gwet.values() for end in (part.value, part.se)]
    return [*ends, *errors, found.exact, found.adjacent, found.kendall_w]


@settings(max_examples=40, deadline=None)
@given(rows=SCORES)
def test_no_table_gives_anything_but_finite_numbers_or_none(rows: list[list[int | None]]) -> None:
    """Nor a warning of the machine, which the tests would take for an error."""
    found = agreements(published.crossed(rows, levels=(1, 5)), draws=50)
    for value in numbers(found.overall):
        assert value is None or np.isfinite(value)
    assert all(message.endswith(".") for _, message in found.warnings)


@settings(max_examples=25, deadline=None)
@given(rows=SCORES, seed=st.integers(0, 99))
def test_names_and_the_order_of_rows_change_nothing(rows: list[list[int | None]], seed: int) -> None:
    random = np.random.default_rng(seed)
    judges, people = random.permutation(3), random.permutation(len(rows))
    moved = [[rows[p][j] for j in judges] for p in people]
    one = numbers(overall(published.crossed(rows, levels=(1, 5))))
    other = numbers(overall(published.crossed(moved, levels=(1, 5))))
    for value, same in zip(one, other, strict=True):
        assert (value is None) == (same is None)
        assert value is None or value == pytest.approx(same, abs=3e-3)  # ends of intervals are searched for


@settings(max_examples=25, deadline=None)
@given(rows=SCORES, shift=st.integers(1, 20))
def test_adding_a_constant_changes_only_the_ratio_scale(rows: list[list[int | None]], shift: int) -> None:
    moved = [[None if score is None else score + shift for score in row] for row in rows]
    one = overall(published.crossed(rows, levels=(1, 5)))
    other = overall(published.crossed(moved, levels=(1 + shift, 5 + shift)))
    assert (one.exact, one.adjacent) == (other.exact, other.adjacent)
    for name in ("nominal", "ordinal", "interval"):
        same = other.alpha[name].value
        assert one.alpha[name].value == (None if same is None else pytest.approx(same, abs=1e-9))
    assert one.icc["ICC(1)"].value == (
        None if other.icc["ICC(1)"].value is None else pytest.approx(other.icc["ICC(1)"].value, abs=1e-9)
    )


def test_units_said_twice_keep_gwets_value_and_alphas_disagreement() -> None:
    """Every unit twice: AC1 is the same; alpha's distance from 1 shrinks by (2n - 1) / (2n - 2) alone."""
    once = patterns(published.crossed(published.GENDER))
    twice = patterns(published.crossed([*published.GENDER, *published.GENDER]))
    assert gwet(twice, "nominal").value == pytest.approx(gwet(once, "nominal").value)
    n = 4 * len(published.GENDER)
    one, two = alpha(once, "nominal", draws=0).value, alpha(twice, "nominal", draws=0).value
    assert one is not None
    assert two is not None
    assert 1 - two == pytest.approx((1 - one) * (2 * n - 1) / (2 * n) * n / (n - 1))


def test_everybody_the_same_level_is_full_agreement_and_no_correlation() -> None:
    """All pairs are equal, and nothing that compares candidates is defined."""
    found = overall(published.crossed([[3, 3, 3]] * 4, levels=(1, 5)))
    assert (found.exact, found.adjacent) == (1.0, 1.0)
    assert found.gwet["nominal"].value == 1.0
    assert {value.value for value in (*found.icc.values(), *found.alpha.values())} == {None}
    assert found.kendall_w is None


def test_one_interviewer_agrees_with_nobody() -> None:
    found = agreements(table(candidate=["a", "b"], interviewer=["x", "x"], score=[1, 4]))
    assert set(numbers(found.overall)) == {None}
    assert dict(found.warnings)["too-few"].startswith("No candidate was rated twice")


def test_criteria_are_read_apart_and_together() -> None:
    """The same levels on two criteria give each of them the table's own agreement."""
    rows = published.JUDGES
    cells = [
        (f"p{p}", f"r{r}", c, score)
        for c in "ab"
        for p, row in enumerate(rows)
        for r, score in enumerate(row)
    ]
    people, judges, criteria, scores = zip(*cells, strict=True)
    found = agreements(table(candidate=people, interviewer=judges, criterion=criteria, score=scores), draws=0)
    assert set(found.criteria) == {"a", "b"}
    assert found.criteria["a"].icc["ICC(1)"].value == pytest.approx(0.1657418, abs=1e-6)
    assert found.overall.units == 12
    assert found.overall.exact == found.criteria["b"].exact
    assert found.overall.icc["ICC(C,1)"].value == pytest.approx(0.7148407, abs=1e-6)


def test_below_ten_candidates_it_says_what_would_be_enough() -> None:
    warnings = dict(agreements(published.crossed(published.JUDGES), draws=0).warnings)
    assert "Only 6 candidates were rated twice" in warnings["too-few"]
    assert "10 would be" in warnings["too-few"]
    rows = published.crossed([*published.JUDGES, *published.JUDGES])
    assert "too-few" not in dict(agreements(rows, draws=0).warnings)

"""Case IV and Lawley's correction against populations whose restriction is known in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.measure.selection import (
    corrected_covariance,
    corrected_for_indirect_restriction,
    correlations,
)
from evenbar.measure.validity import corrected_for_restriction

SHARES = st.floats(0.3, 0.95)


@given(true=st.floats(-0.9, 0.9), reliability=SHARES, of_outcome=SHARES, kept=st.floats(0.2, 1.0))
def test_case_iv_gives_back_the_validity_of_a_population_restricted_on_true_standing(
    true: float, reliability: float, of_outcome: float, kept: float
) -> None:
    """True standing T keeps a share of its variance; score T + error and outcome by regression follow exactly."""
    error = (1.0 - reliability) / reliability  # T has variance 1 among all
    score_all, score = 1.0 + error, kept + error
    performance = 1.0 - true**2 * (1.0 - kept)  # of variance 1 among all
    outcome = performance / of_outcome
    r = true * kept / np.sqrt(score * outcome)
    found = corrected_for_indirect_restriction(
        r,
        float(np.sqrt(score / score_all)),
        score_reliability=reliability,
        outcome_reliability=of_outcome,
    ).r
    assert found == pytest.approx(true * np.sqrt(reliability), abs=1e-9)


def test_a_perfect_score_makes_case_iv_case_ii() -> None:
    """Without errors selection on true standing is selection on the score: .30 at u = .8 becomes .3658537."""
    found = corrected_for_indirect_restriction(0.3, 0.8, score_reliability=1.0).r
    assert found == pytest.approx(0.3658537, abs=1e-7)  # psychmeta 2.7.0
    assert found == pytest.approx(corrected_for_restriction(0.3, 0.8).r)


@pytest.mark.parametrize(
    ("u", "reliability", "said"),
    [(0.0, 0.8, "restriction must"), (0.8, 1.2, "reliability of the score must"), (0.4, 0.8, "errors alone")],
)
def test_what_cannot_be_is_refused_in_a_sentence(u: float, reliability: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        corrected_for_indirect_restriction(0.3, u, score_reliability=reliability)


def test_a_correlation_that_reliabilities_cannot_carry_has_no_correction() -> None:
    assert corrected_for_indirect_restriction(0.9, 0.8, score_reliability=0.5).r is None
    assert corrected_for_indirect_restriction(None, 0.8, score_reliability=0.9).r is None


@given(seed=st.integers(0, 10_000))
def test_lawley_gives_back_the_population_that_was_restricted(seed: int) -> None:
    """Two variables of selection get another covariance; regression on them stays; the correction undoes it."""
    random = np.random.default_rng(seed)
    root, narrow = random.normal(size=(5, 7)), random.normal(size=(2, 4))
    whole, inside = root @ root.T, narrow @ narrow.T + 0.1 * np.eye(2)
    slopes = np.linalg.solve(whole[:2, :2], whole[:2, 2:])
    own = whole[2:, 2:] - slopes.T @ whole[:2, :2] @ slopes
    hired = np.block([[inside, inside @ slopes], [slopes.T @ inside, own + slopes.T @ inside @ slopes]])
    np.testing.assert_allclose(corrected_covariance(hired, whole[:2, :2]), whole, rtol=1e-6, atol=1e-6)


def test_lawley_with_one_variable_is_case_ii_and_case_iii() -> None:
    """Thorndike's formulas of Case II, and of Case III for two others when selection was on a third."""
    z1, z2, between, u = 0.4, 0.3, 0.25, 0.6
    hired = np.array([[u**2, z1 * u, z2 * u], [z1 * u, 1.0, between], [z2 * u, between, 1.0]])
    found = correlations(corrected_covariance(hired, [[1.0]]))
    assert found[0, 1] == pytest.approx(corrected_for_restriction(z1, u).r)
    k = 1.0 / u**2 - 1.0
    third = (between + z1 * z2 * k) / np.sqrt((1.0 + z1**2 * k) * (1.0 + z2**2 * k))
    assert found[1, 2] == pytest.approx(third)


@pytest.mark.parametrize("matrix", [[[1.0, 2.0]], [[1.0, 0.5], [0.1, 1.0]], [[1.0, 1.0], [1.0, 1.0]]])
def test_what_is_no_covariance_matrix_is_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="The matrix among those hired"):
        corrected_covariance(matrix, [[1.0]])
    with pytest.raises(ValueError, match="more variables of selection"):
        corrected_covariance([[1.0]], np.eye(2))

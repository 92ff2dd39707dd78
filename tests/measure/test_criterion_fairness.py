"""Criteria that set a group apart: found where they are, not mirrored on the others, never flagged on a few."""

import numpy as np
import pytest

from evenbar.measure.criterion_fairness import FEWEST_FLAGGED, Interaction, criterion_fairness
from evenbar.measure.ratings import Floats

NAMES = ("k0", "k1", "k2", "k3", "k4", "k5")


def panel(seed: int, *, n: int, level: float = 0.0, single: float = 0.0) -> tuple[Floats, list[str]]:
    """Two groups of n on six correlated criteria; the second differs on all by ``level``, on k2 by ``single`` more."""
    random = np.random.default_rng(seed)
    values = random.normal(0.0, 0.8, (2 * n, 1)) + random.normal(0.0, 0.6, (2 * n, 6))
    values[n:] += level
    values[n:, 2] += single
    return values, ["a"] * n + ["b"] * n


def flags(found: tuple[Interaction, ...]) -> set[tuple[str, str]]:
    return {(one.group, one.criterion) for one in found if one.flagged}


@pytest.mark.simulation
def test_a_difference_on_one_criterion_is_found_there_and_not_mirrored_elsewhere() -> None:
    """Of 30 panels of 200 with k2 lower by .4, nearly all flag it, and few flag any other criterion."""
    found = [flags(criterion_fairness(*panel(seed, n=200, single=-0.4), NAMES)) for seed in range(30)]
    assert sum(("b", "k2") in one for one in found) >= 27
    assert sum(bool({name for _, name in one} - {"k2"}) for one in found) <= 3


@pytest.mark.simulation
def test_a_difference_on_all_criteria_is_no_interaction() -> None:
    """Where a group is half a level lower throughout, at most two of 40 panels flag anything."""
    assert (
        sum(bool(flags(criterion_fairness(*panel(seed, n=150, level=-0.5), NAMES))) for seed in range(40))
        <= 2
    )


def test_below_a_hundred_there_is_the_posterior_and_no_flag() -> None:
    """With 99 in each group even a difference of a level is not flagged; with 100 it is."""
    few = criterion_fairness(*panel(1, n=FEWEST_FLAGGED - 1, single=-1.0), NAMES)
    assert all(one.flagged is None for one in few)
    assert max(few, key=lambda one: one.probability).criterion == "k2"
    assert ("b", "k2") in flags(criterion_fairness(*panel(1, n=FEWEST_FLAGGED, single=-1.0), NAMES))


def test_estimates_are_drawn_towards_zero_and_do_not_depend_on_order_or_level() -> None:
    values, group = panel(3, n=120, single=-0.5)
    found = criterion_fairness(values, group, NAMES)
    seen = next(one for one in found if (one.group, one.criterion) == ("b", "k2"))
    assert -0.5 - 0.3 < seen.difference < 0.0
    order = np.random.default_rng(1).permutation(len(group))
    moved = criterion_fairness(values[order] + 2.0, [group[i] for i in order], NAMES)
    for one, other in zip(found, moved, strict=True):
        assert other.difference == pytest.approx(one.difference, abs=1e-9)
        assert other.probability == pytest.approx(one.probability)
        assert other.sd == pytest.approx(one.sd)


def test_two_criteria_have_the_answer_of_an_integral_by_hand() -> None:
    """With two criteria only their contrast speaks: one normal density for each set and spread, weighed by hand."""
    values, group = panel(5, n=40, single=0.0)
    values = values[:, 1:3]
    found = criterion_fairness(values, group, NAMES[1:3])[2:]
    one, two = values[:40], values[40:]
    inside = np.concatenate((one - one.mean(axis=0), two - two.mean(axis=0)))
    covariance = inside.T @ inside / 78
    contrast = float((two.mean(axis=0) - one.mean(axis=0)) @ [1.0, -1.0])
    error = float(np.array([1.0, -1.0]) @ covariance @ [1.0, -1.0]) / 20.0
    weights = {}
    for spread in (0.15, 0.3, 0.6):
        variance = spread**2 * np.trace(covariance) / 2.0
        for first in (0, 1):
            for second in (0, 1):
                total = error + variance * (first + second)
                chance = 0.1 ** (first + second) * 0.9 ** (2 - first - second)
                weights[spread, first, second] = chance * np.exp(-0.5 * contrast**2 / total) / np.sqrt(total)
    expected = sum(weight for (_, first, _), weight in weights.items() if first) / sum(weights.values())
    assert found[0].probability == pytest.approx(expected, rel=1e-6)


def test_constant_ratings_are_a_finite_answer() -> None:
    found = criterion_fairness(np.full((20, 3), 4.0), ["a", "b"] * 10, NAMES[:3])
    assert all(np.isfinite((one.difference, one.sd, one.probability)).all() for one in found)


@pytest.mark.parametrize(
    ("rows", "group", "names", "said"),
    [
        (np.zeros((4, 1)), ["a"] * 4, NAMES[:1], "Give 2 to 10 criteria"),
        (np.zeros((4, 2)), ["a"] * 3, NAMES[:2], "one group for each candidate"),
        (np.zeros((4, 2)), ["a"] * 4, NAMES[:2], "two groups at least"),
        (np.full((4, 2), np.nan), ["a", "b"] * 2, NAMES[:2], "two groups at least"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(
    rows: Floats, group: list[str], names: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        criterion_fairness(rows, group, names)

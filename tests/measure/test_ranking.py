"""Ranks and chances: what must hold of them for any panel, and what cannot be said of any."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure.ranking import Scores, scores
from evenbar.measure.ratings import RatingTable, table
from evenbar.measure.severity import fit
from tests.measure.seasons import renamed, season

FOUR = ("candidate", "interviewer", "criterion", "candidate:interviewer")
SEEDS = st.integers(0, 10_000)


def read(rows: RatingTable, **given: object) -> Scores:
    return scores(fit(rows, estimator="reml", terms=FOUR), **given)  # type: ignore[arg-type]


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_other_names_change_nothing(seed: int) -> None:
    """Candidates, interviewers and criteria under other names, in another order, have the same scores and errors."""
    rows = season(seed=seed).table
    one, two = read(rows), read(renamed(rows))
    back = np.arange(len(rows.candidates))[::-1]
    np.testing.assert_allclose(two.score[back], one.score, atol=1e-6)
    np.testing.assert_allclose(two.se[back], one.se, atol=1e-6)
    np.testing.assert_array_equal(two.rank[back], one.rank)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(1, 6))
def test_chances_and_ranks_agree_with_one_another(seed: int, top: int) -> None:
    """P(best) sums to 1 and P(top k) to k, intervals hold the score, rank intervals lie within the table."""
    found = read(season(seed=seed).table, top=top, bar=3.0)
    assert found.p_best.sum() == pytest.approx(1.0)
    assert found.p_top.sum() == pytest.approx(top)
    assert (found.p_best <= found.p_top + 1e-12).all()
    assert (found.low95 < found.low80).all()
    assert (found.low80 < found.score).all()
    assert (found.score < found.high80).all()
    assert (found.high80 < found.high95).all()
    assert (found.rank_low >= 1).all()
    assert (found.rank_low <= found.rank_high).all()
    assert (found.rank_high <= len(found.rank)).all()
    assert sorted(found.rank) == list(range(1, len(found.rank) + 1))
    np.testing.assert_array_equal(np.argsort(found.rank), np.argsort(-found.score))


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_chance_of_being_above_the_bar_falls_as_the_bar_rises(seed: int) -> None:
    """A higher bar is reached by nobody more surely; at the score itself the chance is a half."""
    found = fit(season(seed=seed).table, estimator="reml", terms=FOUR)
    low, high = scores(found, bar=2.5), scores(found, bar=3.5)
    assert (low.p_above_bar >= high.p_above_bar).all()
    middle = scores(found, bar=float(low.score[0]))
    assert middle.p_above_bar[0] == pytest.approx(0.5, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_twice_the_interviewers_narrow_the_intervals(seed: int) -> None:
    """Where every interviewer has a twin who rates the same, errors are smaller on the whole."""
    rows = season(seed=seed).table
    twins = table(
        candidate=[*rows.candidate, *rows.candidate],
        interviewer=[*rows.interviewer, *(rows.interviewer + 100)],
        criterion=[*rows.criterion, *rows.criterion],
        score=np.concatenate((rows.score, rows.score)),
        levels=(1, 5),
    )
    assert read(twins).se.mean() < read(rows).se.mean()


def test_ranks_hold_within_a_part() -> None:
    """Two halves that share nobody have a first and a best each."""
    halves = [season(seed=seed).table for seed in (1, 2)]
    rows = table(
        candidate=[f"{half}{index}" for half, one in enumerate(halves) for index in one.candidate],
        interviewer=[f"{half}{index}" for half, one in enumerate(halves) for index in one.interviewer],
        criterion=[index for one in halves for index in one.criterion],
        score=np.concatenate([one.score for one in halves]),
        levels=(1, 5),
    )
    found = read(rows, top=2)
    assert rows.parts.count == 2
    for part in (0, 1):
        here = rows.parts.candidate == part
        assert sorted(found.rank[here]) == list(range(1, int(here.sum()) + 1))
        assert found.p_best[here].sum() == pytest.approx(1.0)
        assert found.p_top[here].sum() == pytest.approx(2.0)


def test_equals_are_told_apart_by_nothing() -> None:
    """Candidates with the same ratings share the chances; every rank is open to each."""
    rows = [(p, r, c, 2 + (r + c) % 3) for p in range(4) for r in range(3) for c in range(3)]
    people, raters, criteria, levels = zip(*rows, strict=True)
    found = read(table(candidate=people, interviewer=raters, criterion=criteria, score=levels, levels=(1, 5)))
    np.testing.assert_allclose(found.score, found.score[0], atol=1e-9)
    np.testing.assert_allclose(found.p_best, 0.25, atol=0.05)


def test_a_weight_moves_scores_towards_its_criterion() -> None:
    """Where one criterion is rated a level higher, scores with all weight on it are about a level higher."""
    rows = season(seed=9, candidates=40).table
    higher = replace(rows, score=rows.score + (rows.criterion == 0))
    one, other = ({name: 1e6 if name == chosen else 1.0 for name in rows.criteria} for chosen in ("k0", "k1"))
    apart = [read(each, weights=one).score - read(each, weights=other).score for each in (rows, higher)]
    np.testing.assert_allclose(apart[1] - apart[0], 1.0, atol=0.2)


def test_a_weight_that_is_missing_is_named() -> None:
    rows = season(seed=1).table
    with pytest.raises(ValueError, match="The weights say nothing of k1, k2, k3, k4"):
        read(rows, weights={"k0": 1.0})


def test_the_top_holds_somebody() -> None:
    with pytest.raises(ValueError, match="The top holds at least one candidate"):
        read(season(seed=1).table, top=0)


def test_one_seed_gives_the_same_answer_again() -> None:
    rows = season(seed=1).table
    np.testing.assert_array_equal(read(rows).p_best, read(rows).p_best)


def test_the_chances_of_every_place_rise_to_one_and_hold_those_of_the_top() -> None:
    found = read(season(seed=5).table, top=3)
    assert found.p_within.shape == (len(found.score), min(20, len(found.score)))
    assert (np.diff(found.p_within, axis=1) >= 0.0).all()
    np.testing.assert_array_equal(found.p_within[:, 2], found.p_top)
    np.testing.assert_allclose(found.p_within.sum(axis=0), np.arange(1, found.p_within.shape[1] + 1))


def test_who_has_the_next_rank_is_compared_within_the_part_alone() -> None:
    """Two halves that share nobody: the last of each is over nobody, and everyone else more likely over than not."""
    rows = table(
        candidate=["a", "a", "b", "b", "c", "c", "d", "d"],
        interviewer=["x", "y", "x", "y", "u", "v", "u", "v"],
        criterion=["k", "k", "k", "k", "k", "k", "k", "k"],
        score=[5, 4, 2, 1, 3, 3, 1, 2],
        levels=(1, 5),
    )
    found = scores(fit(rows))
    last = np.array([name in "bd" for name in rows.candidates])
    assert np.isnan(found.p_over_next[last]).all()
    assert (found.p_over_next[~last] > 0.5).all()

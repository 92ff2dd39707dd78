"""Reliability within openings: as the scores say for one opening, and between openings' differences taken out."""

import numpy as np
import pytest

from evenbar.measure.ratings import RatingTable, table
from evenbar.measure.reliability import reliability, spread_of_severities
from evenbar.measure.severity import Estimator, fit
from evenbar.measure.standing import standing
from tests.measure.seasons import season


def test_for_one_opening_it_is_the_reliability_of_the_scores_and_inside_its_interval() -> None:
    made = season(seed=3, candidates=30, interviewers=8).table
    found = standing(made)
    read = reliability(found.fit)
    assert read.value == pytest.approx(found.scores.reliability, abs=0.005)
    assert read.low is not None
    assert read.high is not None
    assert read.value is not None
    assert 0.0 <= read.low < read.value < read.high <= 1.0


def shifted(rows: RatingTable, by: float) -> RatingTable:
    """The ratings in two openings, one of which rates so many levels higher."""
    second = rows.candidate % 2 == 1
    return table(
        candidate=[rows.candidates[one] for one in rows.candidate],
        interviewer=[rows.interviewers[one] for one in rows.interviewer],
        criterion=[rows.criteria[one] for one in rows.criterion],
        score=rows.score + by * second,
        role=np.where(second, "second", "first").tolist(),
        levels=(1, 9),
    )


def test_a_difference_between_openings_makes_no_score_more_reliable() -> None:
    made = season(seed=5, candidates=40, interviewers=8).table
    near, far = (reliability(fit(shifted(made, by), estimator="reml")).value for by in (0.0, 4.0))
    assert near == pytest.approx(far, abs=0.02)
    whole = standing(shifted(made, 4.0)).scores.reliability
    assert whole is not None
    assert far is not None
    assert whole > far + 0.1  # what a mean over openings would have claimed


def test_one_candidate_an_opening_has_no_reliability() -> None:
    made = table(
        candidate=["a", "a", "a", "b", "b", "b"],
        interviewer=["x", "y", "z", "x", "y", "z"],
        role=["1", "1", "1", "2", "2", "2"],
        score=[1, 2, 2, 4, 5, 3],
    )
    assert reliability(fit(made)).value is None


@pytest.mark.parametrize("estimator", ["posterior", "reml"])
def test_the_spread_of_severities_is_that_of_the_variances_inside_its_interval(estimator: Estimator) -> None:
    found = fit(season(seed=3, candidates=30, interviewers=8).table, estimator=estimator)
    spread = spread_of_severities(found)
    assert spread.value == pytest.approx((found.variance()["interviewer"] or 0.0) ** 0.5, rel=0.02)
    assert spread.low is not None
    assert spread.high is not None
    assert spread.value is not None
    assert 0.0 <= spread.low < spread.value < spread.high
    assert spread.low < 0.4 < spread.high  # what the season was made with


def test_one_interviewer_has_no_spread() -> None:
    made = table(candidate=["a", "b", "c"], interviewer=["x"] * 3, score=[1, 2, 4])
    assert spread_of_severities(fit(made)).value is None


@pytest.mark.simulation
def test_intervals_hold_the_true_reliability_in_about_95_of_100_seasons() -> None:
    """The truth is the squared correlation of scores and levels, over many candidates of the same design."""
    drawn, squared = [], []
    for seed in range(60):
        made = season(seed=seed, candidates=80, interviewers=16, interviews=4)
        found = standing(made.table, estimator="reml")
        drawn.append(reliability(found.fit))
        squared.append(float(np.corrcoef(found.scores.score, made.level)[0, 1]) ** 2)
    truth = float(np.mean(squared))
    held = np.mean([(one.low or 0.0) <= truth <= (one.high or 0.0) for one in drawn])
    assert held >= 0.9
    assert np.mean([one.value for one in drawn]) == pytest.approx(truth, abs=0.02)

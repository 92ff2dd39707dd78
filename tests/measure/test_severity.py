"""The score model against lme4's published answers, against a dense computation, and against known truth."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure.components import reml
from evenbar.measure.interviews import LEVEL, Group, sums
from evenbar.measure.likelihood import Model
from evenbar.measure.ranking import scores
from evenbar.measure.ratings import Floats, Ints, RatingTable, table
from evenbar.measure.severity import effects, fit, score_weights, severities
from tests.measure.seasons import season

FOUR = ("candidate", "interviewer", "criterion", "candidate:interviewer")
# Yield of dyestuff by batch: Davies and Goldsmith (1972), Statistical Methods in Research and Production, table 6.2.
DYESTUFF = {
    "A": [1545, 1440, 1440, 1520, 1580],
    "B": [1540, 1555, 1490, 1560, 1495],
    "C": [1595, 1550, 1605, 1510, 1560],
    "D": [1445, 1440, 1595, 1465, 1545],
    "E": [1595, 1630, 1515, 1635, 1625],
    "F": [1520, 1455, 1450, 1480, 1445],
}


def one_way(groups: Mapping[str, list[int]]) -> Model:
    codes = np.repeat(np.arange(len(groups)), [len(rows) for rows in groups.values()])
    y = np.concatenate([np.asarray(rows, dtype=float) for rows in groups.values()])
    within = np.concatenate([np.arange(len(rows)) for rows in groups.values()])
    return Model(sums(candidate=codes, interviewer=within, y=y - y.mean(), candidates=6, interviewers=5))


def test_reml_of_one_way_ratings_is_that_of_lme4() -> None:
    """Dyestuff by REML: batch 1764.05, residual 2451.25, log-likelihood -159.8271 (lme4 1.1-31; Bates 2015)."""
    found = reml(one_way(DYESTUFF), active=(False, True, False)).solved
    assert found.residual == pytest.approx(2451.25, rel=1e-5)
    assert found.residual * found.ratios[1] == pytest.approx(1764.05, rel=1e-4)
    assert found.loglik == pytest.approx(-159.8271, abs=2e-4)


def dense(rows: RatingTable, ratios: Floats) -> tuple[float, Floats]:
    """The restricted log-likelihood, and candidates' and interviewers' effects, from the whole covariance matrix."""
    same = [
        (rows.candidate * 1000 + rows.interviewer),
        rows.candidate,
        rows.interviewer,
        rows.criterion,
    ]
    kernels = [np.equal.outer(code, code).astype(float) for code in same]
    covariance = np.eye(rows.n) + sum(r * k for r, k in zip(ratios, kernels, strict=True))
    inverse = np.linalg.inv(covariance)
    one = np.ones((rows.n, 1))
    inside = one.T @ inverse @ one
    projected = inverse - inverse @ one @ np.linalg.inv(inside) @ one.T @ inverse
    y = rows.score - rows.score.mean()
    freedom = rows.n - 1
    residual = float(y @ projected @ y) / freedom
    determinant = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(inside)[1]
    value = -0.5 * (determinant + freedom * (np.log(2 * np.pi * residual) + 1))
    candidates = ratios[1] * np.array(
        [(projected @ y)[rows.candidate == p].sum() for p in range(len(rows.candidates))]
    )
    interviewers = ratios[2] * np.array(
        [(projected @ y)[rows.interviewer == r].sum() for r in range(len(rows.interviewers))]
    )
    return float(value), np.concatenate((candidates, interviewers))


def model_of(rows: RatingTable) -> Model:
    added = sums(
        candidate=rows.candidate,
        interviewer=rows.interviewer,
        y=rows.score - rows.score.mean(),
        candidates=len(rows.candidates),
        interviewers=len(rows.interviewers),
        groups=(LEVEL, Group("criterion", len(rows.criteria), rows.criterion)),
    )
    return Model(added)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 5.0), min_size=4, max_size=4))
def test_the_likelihood_by_interviews_is_that_of_the_whole_matrix(seed: int, ratios: list[float]) -> None:
    """At any ratios the sums over interviews give the value and the effects of the dense formulas."""
    rows = season(seed=seed, candidates=7, interviewers=4).table
    at = np.array(ratios)
    value, people = dense(rows, at)
    solved = model_of(rows).solve(at)
    assert solved.loglik == pytest.approx(value, rel=1e-9)
    raters = solved.b[: len(rows.interviewers)]
    np.testing.assert_allclose(raters, people[len(rows.candidates) :], atol=1e-8)


def test_the_gradient_is_the_slope_of_the_likelihood() -> None:
    """Differences of the dense likelihood agree with the analytical gradient in every ratio."""
    rows = season(seed=5).table
    at, model = np.array([0.3, 1.2, 0.6, 0.1]), model_of(season(seed=5).table)
    gradient, information = model.slopes(model.solve(at))
    step = 1e-5
    slopes = [
        (dense(rows, at + step * unit)[0] - dense(rows, at - step * unit)[0]) / (2 * step)
        for unit in np.eye(4)
    ]
    np.testing.assert_allclose(gradient, slopes, rtol=1e-5, atol=1e-5)
    assert (np.linalg.eigvalsh(information) > 0).all()


def test_reml_is_at_the_top() -> None:
    """No ratio near the estimate has a higher likelihood."""
    model = model_of(season(seed=11, candidates=40, interviewers=8).table)
    top = reml(model, active=(True, True, True, True))
    assert top.converged
    for factor in (0.9, 1.1):
        for index in range(4):
            moved = top.solved.ratios.copy()
            moved[index] *= factor
            assert model.solve(moved).loglik <= top.solved.loglik + 1e-6


def shuffled(rows: RatingTable, order: Ints) -> RatingTable:
    names = (
        [rows.candidates[i] for i in rows.candidate[order]],
        [rows.interviewers[i] for i in rows.interviewer[order]],
        [rows.criteria[i] for i in rows.criterion[order]],
    )
    return table(
        candidate=names[0],
        interviewer=names[1],
        criterion=names[2],
        score=rows.score[order],
        levels=(rows.low, rows.high),
    )


@pytest.mark.parametrize("estimator", ["reml", "posterior"])
def test_the_order_of_rows_changes_nothing(estimator: str) -> None:
    """The same ratings in another order give the same scores."""
    rows = season(seed=2).table
    order = np.random.default_rng(1).permutation(rows.n)
    first = scores(fit(rows, estimator=estimator, terms=FOUR))  # type: ignore[arg-type]
    second = scores(fit(shuffled(rows, order), estimator=estimator, terms=FOUR))  # type: ignore[arg-type]
    np.testing.assert_allclose(first.score, second.score, atol=1e-6)
    np.testing.assert_allclose(first.se, second.se, atol=1e-6)


def test_a_constant_added_to_every_rating_moves_scores_and_no_severity() -> None:
    """One level more everywhere: each score rises by one, severities and errors stay."""
    rows = season(seed=3).table
    higher = table(
        candidate=[rows.candidates[i] for i in rows.candidate],
        interviewer=[rows.interviewers[i] for i in rows.interviewer],
        criterion=[rows.criteria[i] for i in rows.criterion],
        score=rows.score + 1.0,
        levels=(2, 6),
    )
    one, two = fit(rows, estimator="reml"), fit(higher, estimator="reml")
    np.testing.assert_allclose(scores(two).score, scores(one).score + 1.0, atol=1e-6)
    np.testing.assert_allclose(severities(two)[0], severities(one)[0], atol=1e-6)


def test_without_severity_and_halo_scores_are_shrunken_means() -> None:
    """With the candidate alone as a random term and one criterion, a score is the mean drawn towards all."""
    rows = season(seed=4, criteria=1, ratings=1, interviews=4).table
    found = fit(rows, estimator="reml", terms=("candidate",))
    point = found.points[0]
    size = np.bincount(rows.candidate)
    mean = np.bincount(rows.candidate, rows.score) / size
    shrinkage = size / (size + 1.0 / point.ratios[1])
    level = float((shrinkage * mean).sum() / shrinkage.sum())
    state = effects(found, point, score_weights(rows, None))
    np.testing.assert_allclose(state.mean, level + shrinkage * (mean - level), atol=1e-5)


@pytest.mark.simulation
def test_intervals_cover_what_they_say() -> None:
    """Over 150 small seasons 80 % intervals of scores hold the truth in 77 to 83 of 100, 95 % ones in 92 to 98."""
    inside80, inside95 = [], []
    for seed in range(150):
        told = season(seed=seed)
        found = scores(fit(told.table, estimator="posterior", terms=FOUR))
        inside80.append(((found.low80 <= told.level) & (told.level <= found.high80)).mean())
        inside95.append(((found.low95 <= told.level) & (told.level <= found.high95)).mean())
    assert 0.77 <= np.mean(inside80) <= 0.83
    assert 0.92 <= np.mean(inside95) <= 0.98

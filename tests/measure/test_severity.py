"""The score model against lme4's published answers, against a dense computation, and against known truth."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evenbar.measure.components import reml
from evenbar.measure.interviews import LEVEL, Group, sums
from evenbar.measure.likelihood import Model
from evenbar.measure.linkage import linked_by_candidates
from evenbar.measure.posterior import Density
from evenbar.measure.ranking import scores
from evenbar.measure.ratings import Floats, Ints, RatingTable, table
from evenbar.measure.severity import Fit, effects, fit, score_weights, severities
from evenbar.measure.terms import TERMS
from evenbar.measure.threads import _switches, threads_for
from tests.measure.seasons import Season, season

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
    rows = season(seed=seed, candidates=7, interviewers=4, missing=0.4).table
    at = np.array(ratios)
    value, people = dense(rows, at)
    solved = model_of(rows).solve(at)
    assert solved.loglik == pytest.approx(value, rel=1e-9)
    raters = solved.b[: len(rows.interviewers)]
    np.testing.assert_allclose(raters, people[len(rows.candidates) :], atol=1e-8)


@pytest.mark.parametrize("missing", [0.0, 0.5])
def test_the_gradient_is_the_slope_of_the_likelihood(missing: float) -> None:
    """Differences of the dense likelihood agree with the analytical gradient in every ratio, with or without holes."""
    rows = season(seed=5, missing=missing).table
    at, model = np.array([0.3, 1.2, 0.6, 0.1]), model_of(rows)
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


def test_errors_are_those_of_the_whole_covariance_matrix() -> None:
    """Score and severity errors equal the prediction error variances of the dense mixed model equations."""
    rows = season(seed=8, candidates=9, interviewers=5, missing=0.3).table
    found = fit(rows, estimator="reml", terms=FOUR)
    point, weights = found.points[0], score_weights(rows, {f"k{index}": 1.0 + index for index in range(5)})
    meeting = np.unique(rows.candidate * 100 + rows.interviewer, return_inverse=True)[1]
    codes = [rows.candidate, rows.interviewer, rows.criterion, meeting]
    blocks = [np.equal.outer(code, np.unique(code)).astype(float) for code in codes]
    design = np.concatenate((np.ones((rows.n, 1)), *blocks), axis=1)
    ratios = dict(zip(found.model.terms, point.ratios, strict=True))
    penalties = [
        np.full(block.shape[1], 1.0 / ratios[term]) for block, term in zip(blocks, FOUR, strict=True)
    ]
    inverse = np.linalg.inv(design.T @ design + np.diag(np.concatenate(([0.0], *penalties))))
    people, raters = len(rows.candidates), len(rows.interviewers)
    read = np.zeros((people, design.shape[1]))
    read[:, 0] = 1.0
    read[:, 1 : 1 + people] = np.eye(people)
    read[:, 1 + people + raters : 1 + people + raters + len(weights)] = weights
    state = effects(found, point, weights)
    covariance = point.residual * read @ inverse @ read.T
    np.testing.assert_allclose(state.variance(), np.diag(covariance), rtol=1e-8)
    assert state.common() == pytest.approx(float(covariance.mean()), rel=1e-8)
    y = rows.score - found.centre
    np.testing.assert_allclose(state.mean, found.centre + read @ inverse @ design.T @ y, rtol=1e-8)
    error = np.sqrt(point.residual * np.diag(inverse)[1 + people : 1 + people + raters])
    np.testing.assert_allclose(severities(found)[1], error, rtol=1e-8)
    drawn = state.draws(40_000, np.random.default_rng(1))
    np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=0.05 * float(np.diag(covariance).max()))


def one_hot(code: Ints) -> Floats:
    return np.equal.outer(code, np.unique(code)).astype(float)


@pytest.mark.parametrize("terms", [FOUR, TERMS], ids=["four terms", "all terms"])
def test_scores_and_errors_by_two_steps_are_those_of_the_dense_equations(terms: tuple[str, ...]) -> None:
    """What varies within candidates from equations with candidates fixed, what is theirs given this from others."""
    rows = season(seed=11, candidates=14, interviewers=5, missing=0.3, ratings=4).table
    found = fit(rows, estimator="reml", terms=terms)
    known = dict(
        zip(("candidate:interviewer", *TERMS[:3], *TERMS[4:]), (0.3, 0.9, 0.5, 0.4, 0.2, 0.1), strict=True)
    )
    ratio = np.array([known[term] for term in found.model.terms])
    point = linked_by_candidates(found.model, found.model.solve(ratio))
    found = replace(found, points=(point,))
    weights = score_weights(rows, {f"k{index}": 1.0 + index for index in range(5)})
    strengths = np.unique(rows.candidate * 100 + rows.criterion, return_inverse=True)[1]
    codes = {
        "interviewer": rows.interviewer,
        "criterion": rows.criterion,
        "interviewer:criterion": rows.interviewer * 100 + rows.criterion,
        "candidate:criterion": strengths,
        "candidate:interviewer": rows.candidate * 100 + rows.interviewer,
    }
    blocks = {term: one_hot(code) for term, code in codes.items() if term in terms}
    shared = [term for term in blocks if not term.startswith("candidate")]
    others, penalties = np.hstack([blocks[term] for term in shared]), penal(known, blocks, shared)
    theirs = [term for term in blocks if term not in shared]
    people, own = (
        len(rows.candidates),
        np.hstack([one_hot(rows.candidate), *(blocks[term] for term in theirs)]),
    )
    of_theirs = penal(known, blocks, theirs)
    y = rows.score - found.centre
    first, free = np.hstack((others, own)), np.concatenate((penalties, np.zeros(people), of_theirs))
    inverse = np.linalg.inv(first.T @ first + np.diag(free))
    b, spread = (inverse @ first.T @ y)[: len(penalties)], inverse[: len(penalties), : len(penalties)]
    second = np.hstack((np.ones((rows.n, 1)), own))
    random = np.concatenate(([0.0], np.full(people, 1.0 / known["candidate"]), of_theirs))
    given_b = np.linalg.inv(second.T @ second + np.diag(random))
    read = np.hstack((np.ones((people, 1)), np.eye(people), np.zeros((people, len(of_theirs)))))
    if "candidate:criterion" in theirs:
        read[rows.candidate, 1 + people + strengths] = weights[rows.criterion]
    load = np.zeros((people, len(penalties)))
    load[:, len(rows.interviewers) : len(rows.interviewers) + 5] = weights
    mean = found.centre + read @ given_b @ second.T @ (y - others @ b) + load @ b
    load = load - read @ given_b @ second.T @ others
    covariance = point.residual * (read @ given_b @ read.T + load @ spread @ load.T)
    state = effects(found, point, weights)
    np.testing.assert_allclose(state.mean, mean, rtol=1e-8)
    np.testing.assert_allclose(state.variance(), np.diag(covariance), rtol=1e-8)
    assert state.common() == pytest.approx(float(covariance.mean()), rel=1e-8)
    raters = len(rows.interviewers)
    severity, error = severities(found)
    np.testing.assert_allclose(severity, -b[:raters], rtol=1e-8)
    np.testing.assert_allclose(error, np.sqrt(point.residual * np.diag(spread)[:raters]), rtol=1e-8)
    drawn = state.draws(40_000, np.random.default_rng(1))
    np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=0.05 * float(np.diag(covariance).max()))


def penal(ratios: Mapping[str, float], blocks: Mapping[str, Floats], terms: list[str]) -> Floats:
    """What the variances of random terms add to the diagonal of the dense equations."""
    return np.concatenate([np.full(blocks[term].shape[1], 1.0 / ratios[term]) for term in terms])


def test_whom_an_interviewer_met_does_not_make_them_severe() -> None:
    """Two halves that share nobody: ratings a level higher in one raise its scores, and no severity moves."""
    halves = [season(seed=seed, candidates=30, interviewers=6).table for seed in (1, 2)]

    def joined(higher: float) -> RatingTable:
        return table(
            candidate=[f"{half}{index:02}" for half, one in enumerate(halves) for index in one.candidate],
            interviewer=[f"{half}{index:02}" for half, one in enumerate(halves) for index in one.interviewer],
            criterion=[index for one in halves for index in one.criterion],
            score=np.concatenate((halves[0].score, halves[1].score + higher)),
            levels=(1, 6),
        )

    plain, higher = (fit(joined(by), estimator="reml", terms=FOUR, linked=True) for by in (0.0, 1.0))
    moved = severities(higher)[0] - severities(plain)[0]
    assert np.abs(moved).max() < 0.1
    gained = scores(higher).score - scores(plain).score
    assert 0.6 < gained[30:].mean() - gained[:30].mean() < 1.1


def test_a_model_named_by_estimator_or_terms_is_left_as_it_is() -> None:
    """Without options severities come from the same candidates alone; a named model gives lme4's predictions."""
    rows = season(seed=6, candidates=15, missing=0.3).table
    named = fit(rows, estimator="posterior")
    ways = (fit(rows), fit(rows, terms=tuple(named.chosen.terms)), fit(rows, linked=False))
    alone, *crossed = (severities(found)[0] for found in ways)
    for severity in crossed:
        np.testing.assert_array_equal(severity, severities(named)[0])
    assert np.abs(alone - crossed[0]).max() > 0.01
    np.testing.assert_array_equal(alone, severities(fit(rows, estimator="posterior", linked=True))[0])
    assert fit(rows).variance() == named.variance()


def test_where_everybody_met_everybody_the_two_ways_agree() -> None:
    """In a complete design candidates tell all there is of severity, so the second step changes nothing."""
    rows = season(seed=7, candidates=10, interviewers=4, interviews=4, criteria=3, ratings=3).table
    one, two = (fit(rows, estimator="reml", linked=linked) for linked in (False, True))
    np.testing.assert_allclose(severities(two), severities(one), atol=1e-7)
    np.testing.assert_allclose(scores(two).score, scores(one).score, atol=1e-7)
    np.testing.assert_allclose(scores(two).se, scores(one).se, atol=1e-7)


def test_the_slope_of_the_posterior_is_its_slope() -> None:
    """Differences of the log posterior agree with its analytical slope in every standard deviation."""
    model = model_of(season(seed=5, missing=0.3).table)
    density = Density(model, np.arange(4), 0.5)
    at = np.log(np.array([0.3, 0.5, 0.4, 0.2, 0.7]))
    solved = density.at(at)[1]
    assert solved is not None
    step = 1e-5
    slopes = [
        (density.at(at + step * unit)[0] - density.at(at - step * unit)[0]) / (2 * step) for unit in np.eye(5)
    ]
    np.testing.assert_allclose(density.slope(at, solved), slopes, rtol=1e-4, atol=1e-4)


def test_a_season_where_nobody_is_severe_has_no_severity_to_speak_of() -> None:
    """With interviewers who do not differ, severities shrink to almost nothing and scores to shrunken means."""
    rows = season(seed=12, candidates=300, interviewers=10, sd=(0.6, 0.0, 0.0, 0.7)).table
    found = fit(rows, estimator="reml", terms=FOUR)
    assert np.abs(severities(found)[0]).max() < 0.1
    alone = fit(rows, estimator="reml", terms=("candidate", "criterion"))
    np.testing.assert_allclose(scores(found).score, scores(alone).score, atol=0.1)


def test_linear_algebra_is_left_with_the_threads_it_had() -> None:
    """Fitting takes one thread and gives the others back."""
    before = [count() for count, _ in _switches()]
    with threads_for(10):
        assert [count() for count, _ in _switches()] == [1] * len(before)
    with threads_for(1_000_000):
        assert [count() for count, _ in _switches()] == before
    assert [count() for count, _ in _switches()] == before


@dataclass(frozen=True)
class Truth:
    """What small seasons were like, beside what was said of them; arrays over all seasons."""

    covered80: Floats
    covered95: Floats
    severity80: Floats
    best: tuple[Floats, Floats]
    above: tuple[Floats, Floats]


STEPS = {"one step": False, "two steps": True}


def told(terms: tuple[str, ...], seeds: range) -> dict[str, Truth]:
    """Fit seasons whose truth is known; of each chance, what was said and whether it was so, by either way."""
    rows: dict[str, list[list[Floats]]] = {steps: [[] for _ in range(7)] for steps in STEPS}
    for seed in seeds:
        made = season(seed=seed)
        one = fit(made.table, estimator="posterior", terms=terms)
        two = replace(one, points=tuple(linked_by_candidates(one.model, point) for point in one.points))
        for steps, found in (("one step", one), ("two steps", two)):
            for kept, values in zip(rows[steps], compared(made, found), strict=True):
                kept.append(np.asarray(values, dtype=np.float64))
    joined = {steps: [np.concatenate(kept) for kept in of_seeds] for steps, of_seeds in rows.items()}
    return {
        steps: Truth(each[0], each[1], each[2], (each[3], each[4]), (each[5], each[6]))
        for steps, each in joined.items()
    }


def compared(made: Season, found: Fit) -> tuple[Floats | NDArray[np.bool_], ...]:
    """Whether intervals hold the truth, and chances with what became of them."""
    read = scores(found, bar=BAR)
    mean, error = severities(found)
    whole = made.table.parts.count == 1
    return (
        (read.low80 <= made.level) & (made.level <= read.high80),
        (read.low95 <= made.level) & (made.level <= read.high95),
        np.abs(made.severity - mean) <= 1.2815516 * error,
        read.p_best if whole else np.zeros(0),
        made.level == made.level.max() if whole else np.zeros(0),
        read.p_above_bar,
        made.level > BAR,
    )


BAR = 3.3


@pytest.fixture(scope="module")
def under_the_model() -> dict[str, Truth]:
    return told(FOUR, range(120))


@pytest.mark.simulation
@pytest.mark.parametrize("steps", STEPS)
def test_intervals_cover_what_they_say(under_the_model: dict[str, Truth], steps: str) -> None:
    """Over 120 small seasons 80 % intervals of scores hold the truth in 77 to 83 of 100, 95 % ones in 92 to 98."""
    assert 0.77 <= under_the_model[steps].covered80.mean() <= 0.83
    assert 0.92 <= under_the_model[steps].covered95.mean() <= 0.98


@pytest.mark.simulation
@pytest.mark.parametrize("steps", STEPS)
def test_intervals_of_severity_cover_what_they_say(under_the_model: dict[str, Truth], steps: str) -> None:
    """80 % intervals of severities hold the truth in 77 to 83 of 100."""
    assert 0.77 <= under_the_model[steps].severity80.mean() <= 0.83


@pytest.mark.simulation
def test_intervals_hold_somewhat_where_halo_is_left_out() -> None:
    """A fit without candidate by interviewer, of seasons that have it, still covers 70 of 100."""
    without = told(("candidate", "interviewer", "criterion"), range(60))
    assert all(truth.covered80.mean() >= 0.70 for truth in without.values())


@pytest.mark.simulation
@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("chance", ["best", "above"])
def test_chances_come_true_as_often_as_they_say(
    under_the_model: dict[str, Truth], chance: str, steps: str
) -> None:
    """In every bin of P(best) and of P(above the bar), the share that came true is within 3 Monte Carlo errors.

    One is added to the variance of each count, since few counts are not normal.
    """
    said, so = getattr(under_the_model[steps], chance)
    bins = np.digitize(said, (0.05, 0.2, 0.4, 0.6, 0.8, 0.95))
    for each in np.unique(bins):
        here = bins == each
        error = np.sqrt((said[here] * (1.0 - said[here])).sum() + 1.0) / here.sum()
        assert abs(said[here].mean() - so[here].mean()) <= 3.0 * error, (chance, each)


@pytest.mark.simulation
def test_where_strict_interviewers_see_the_strong_two_steps_are_nearer_the_truth() -> None:
    """Interviewers and candidates in the same order: severities by two steps spread as the true ones, scores too."""
    random = np.random.default_rng(5)
    severity, level = np.sort(random.normal(0.0, 0.5, 40)), np.sort(random.normal(0.0, 0.7, 600))
    first = np.arange(600) * 25 // 600
    met = [
        (place, at + near) for place, at in enumerate(first) for near in random.choice(16, 4, replace=False)
    ]
    person, rater = (np.repeat(column, 3) for column in np.array(met).T)
    halo = np.repeat(random.normal(0.0, 0.3, len(met)), 3)
    score = 3.0 + level[person] - severity[rater] + halo + random.normal(0.0, 0.7, len(person))
    rows = table(
        candidate=[f"c{index:03}" for index in person],
        interviewer=[f"i{index:02}" for index in rater],
        criterion=np.tile(["a", "b", "c"], len(met)),
        score=score,
        levels=(-2, 8),
    )
    away = {}
    for linked in (False, True):
        found = fit(rows, linked=linked)
        away[linked] = (np.std(scores(found).score - level), np.std(severities(found)[0] - severity))
    assert away[True][0] < 0.9 * away[False][0]
    assert away[True][1] < 0.85 * away[False][1]

"""Many-facet Rasch: against itself, against a brute integral, and under every kind of poor table.

Published reference fits on larger tables are in test_reference_facets.py.
"""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure import rasch_newton
from evenbar.measure.facet_fit import identities, separation
from evenbar.measure.facets import Facets, fit
from evenbar.measure.rasch_likelihood import Likelihood
from evenbar.measure.rasch_newton import Whole, searched
from evenbar.measure.rasch_scale import Kind, steps
from evenbar.measure.rasch_search import Priors, Search
from evenbar.measure.ratings import Floats, RatingTable, table
from tests.measure.published import HALVES

ROWS = tuple[str, str, str, float]
EVERY = [
    {"model": "rating-scale"},
    {"model": "partial-credit"},
    {"model": "rating-scale", "interviewers": "fixed"},
    {"model": "partial-credit", "interviewers": "fixed"},
    {"model": "rating-scale", "estimator": "jml"},
    {"model": "partial-credit", "estimator": "jml"},
]


def made(rows: list[ROWS]) -> RatingTable:
    candidate, interviewer, criterion, score = zip(*rows, strict=True)
    return table(candidate=candidate, interviewer=interviewer, criterion=criterion, score=score)


def season(
    *,
    seed: int,
    candidates: int = 60,
    interviewers: int = 8,
    met: int = 3,
    criteria: int = 3,
    severity: float = 0.5,
) -> tuple[RatingTable, Floats]:
    """Ratings under the model on a scale of five, and the severities that made them."""
    random = np.random.default_rng(seed)
    ability = random.normal(0.0, 1.2, candidates)
    strict = random.normal(0.0, severity, interviewers)
    strict -= strict.mean()
    thresholds = np.array([-2.0, -0.7, 0.6, 2.1])
    rows = []
    for person in range(candidates):
        for rater in random.choice(interviewers, met, replace=False):
            for row in range(criteria):
                logits = 0.3 + ability[person] - strict[rater] - 0.3 * (row - 1) - thresholds
                weight = np.exp(np.concatenate([[0.0], np.cumsum(logits)]))
                level = random.choice(5, p=weight / weight.sum())
                rows.append((f"c{person:03}", f"i{rater}", f"k{row}", level + 1.0))
    return made(rows), strict


FULL: list[ROWS] = [
    (f"c{p}", f"i{r}", f"k{k}", float(np.random.default_rng(100 * p + 10 * r + k).integers(1, 6)))
    for p in range(8)
    for r in range(3)
    for k in range(3)
]
POOR: dict[str, list[ROWS]] = {
    "a level nobody got": [(p, r, k, 4.0 if x == 3 else x) for p, r, k, x in FULL],
    "two levels": [(p, r, k, 1.0 if x < 3 else 5.0) for p, r, k, x in FULL],
    "extreme candidates": [(p, r, k, {"c0": 5.0, "c1": 1.0}.get(p, x)) for p, r, k, x in FULL],
    "an extreme interviewer": [(p, r, k, 5.0 if r == "i0" else x) for p, r, k, x in FULL],
    "extreme criteria": [(p, r, k, {"k0": 5.0, "k1": 1.0}.get(k, x)) for p, r, k, x in FULL],
    "one interviewer": [row for row in FULL if row[1] == "i0"],
    "one criterion": [row for row in FULL if row[2] == "k0"],
    "one of both": [row for row in FULL if row[1] == "i0" and row[2] == "k0"],
    "one candidate": [row for row in FULL if row[0] == "c0"],
    "two ratings": [("a", "i", "k", 1.0), ("b", "i", "k", 2.0)],
    "two ratings of one": [("a", "i", "k", 1.0), ("a", "j", "k", 2.0)],
    "two strangers": [("a", "i", "k", 1.0), ("b", "j", "l", 2.0)],
    "interviewers of their own": [(p, r + p, k, x) for p, r, k, x in FULL],
    "one level a candidate": [(p, r, k, 1.0 + int(p[1]) % 5) for p, r, k, x in FULL],
    "one level an interviewer": [(p, r, k, 1.0 + int(r[1])) for p, r, k, x in FULL],
    "one level a criterion": [(p, r, k, 1.0 + int(k[1])) for p, r, k, x in FULL],
    "all the same": [(p, r, k, 3.0) for p, r, k, x in FULL],
    "a perfect order": [(f"c{p}", f"i{r}", "k", float(p > r)) for p in range(6) for r in range(6)],
    "no order at all": FULL,
}


def numbers(found: Facets) -> Floats:
    parts = (found.candidates, found.interviewers, found.criteria)
    arrays = [values for part in parts for values in (part.measure, part.se, part.infit, part.outfit)]
    scalars = [
        found.deviance,
        found.candidate_sd,
        found.intercept,
        *(x for row in found.thresholds for x in row),
    ]
    return np.concatenate([*arrays, np.array(scalars)])


def answered(rated: RatingTable, options: dict[str, str]) -> Facets | str:
    """A fit, or the sentence of the refusal."""
    try:
        return fit(rated, **options)  # type: ignore[arg-type]
    except ValueError as refusal:
        return str(refusal)


@pytest.mark.parametrize("options", EVERY, ids=lambda options: "-".join(options.values()))
@pytest.mark.parametrize("name", POOR)
def test_a_poor_table_gives_finite_numbers_or_one_sentence(name: str, options: dict[str, str]) -> None:
    """A poor table gives finite numbers or one sentence."""
    found = answered(made(POOR[name]), options)
    if isinstance(found, str):
        assert found.endswith(".")
        assert name not in ("no order at all", "extreme candidates", "a level nobody got")
        return
    assert np.isfinite(numbers(found)).all()
    assert np.abs(numbers(found)[:-1]).max() < 1e4
    assert found.interviewers.measure.sum() == pytest.approx(0.0, abs=1e-6)
    assert found.criteria.measure.sum() == pytest.approx(0.0, abs=1e-6)
    for row in found.thresholds:
        assert sum(row) == pytest.approx(0.0, abs=1e-6)


def test_constant_ratings_are_refused() -> None:
    with pytest.raises(ValueError, match="All ratings are the same level"):
        fit(made(POOR["all the same"]))


def test_levels_that_are_not_whole_are_refused() -> None:
    with pytest.raises(ValueError, match=r"whole levels; 2\.5 is none"):
        fit(made([*FULL[:-1], ("c7", "i2", "k2", 2.5)]))


def test_a_scale_of_a_hundred_levels_is_refused() -> None:
    rows = [(f"c{n}", f"i{n % 4}", "k", float(n)) for n in range(60)]
    with pytest.raises(ValueError, match="up to 20"):
        fit(made(rows))


def test_an_unused_level_is_said_and_has_no_threshold() -> None:
    found = fit(made(POOR["a level nobody got"]))
    assert "Level 3 was never given" in dict(found.warnings)["unused-level"]
    assert found.levels == ((1.0, 2.0, 4.0, 5.0),)
    assert len(found.thresholds[0]) == 3


def test_a_criterion_without_spread_has_no_thresholds_of_its_own() -> None:
    """With partial credit a criterion on which all got the same level is left out, and that is said."""
    found = fit(made(POOR["extreme criteria"]), model="partial-credit")
    assert found.criteria.names == ("k2",)
    assert "k0, k1" in dict(found.warnings)["criterion-left-out"]


def test_extreme_candidates_are_moved_in_joint_estimation_and_shrunken_in_marginal() -> None:
    marginal, joint = (
        fit(made(POOR["extreme candidates"])),
        fit(made(POOR["extreme candidates"]), estimator="jml"),
    )
    assert "c0, c1" in dict(joint.warnings)["extreme"]
    assert "extreme" not in dict(marginal.warnings)
    for found in (marginal, joint):
        assert found.candidates.measure.argmax() == 0
        assert found.candidates.measure.argmin() == 1


def test_disconnected_halves_are_said() -> None:
    """Two halves that share nobody: the marginal answer says what it rests on, the joint one that parts do not compare.

    The pattern is that of ConsistNA (R package irrNA), whose own ratings follow an order so closely that there is no
    finite fit without priors: that is refused in one sentence.
    """
    perfect = [
        (f"c{p}", f"i{r}", "k", float(x))
        for p, row in enumerate(HALVES)
        for r, x in enumerate(row)
        if x is not None
    ]
    assert "exchangeable" in dict(fit(made(perfect)).warnings)
    with pytest.raises(ValueError, match="no finite fit without priors"):
        fit(made(perfect), interviewers="fixed")
    rows = [
        (f"{p}{r < 'i2'}", r, k, x)
        for p, r, k, x in [*FULL, *((p, "i3", k, 6.0 - x) for p, _, k, x in FULL[:24])]
    ]
    assert "exchangeable" in dict(fit(made(rows)).warnings)
    joint = fit(made(rows), estimator="jml")
    assert "parts-apart" in dict(joint.warnings)
    assert joint.interviewers.measure[:2].sum() == pytest.approx(0.0, abs=1e-6)
    assert joint.interviewers.measure[2:].sum() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("model", ["rating-scale", "partial-credit"])
def test_the_likelihood_is_the_integral(model: Kind) -> None:
    """The marginal likelihood is that of a brute integral over ability on a fine, wide grid."""
    rated, _ = season(seed=3, candidates=12)
    likelihood = Likelihood(steps(rated, model))
    random = np.random.default_rng(5)
    at = random.normal(0.0, 0.4, likelihood.layout.size)
    at[-1] = 0.3
    grid = np.linspace(-14.0, 14.0, 4001)
    s, total = likelihood.steps, 0.0
    thresholds, level = likelihood.thresholds(at), likelihood.level(at)
    sd = float(np.exp(at[-1]))
    for person in range(12):
        log = -0.5 * (grid / sd) ** 2 - np.log(sd * np.sqrt(2.0 * np.pi))
        for row in np.flatnonzero(s.candidate == person):
            cell = s.cell[row]
            tau = thresholds[s.cell_scale[cell], : s.top[s.cell_scale[cell]]]
            logits = (
                np.concatenate([[0.0], level[cell] - tau])[:, None]
                + grid * (np.arange(len(tau) + 1) > 0)[:, None]
            )
            steps_ = np.cumsum(logits, axis=0)
            log += steps_[s.step[row]] - np.log(np.exp(steps_).sum(axis=0))
        total += float(np.log(np.trapezoid(np.exp(log), grid)))
    assert likelihood.look(at).loglik == pytest.approx(total, abs=1e-5)


@pytest.mark.parametrize("model", ["rating-scale", "partial-credit"])
def test_slopes_and_information_are_the_derivatives(model: Kind) -> None:
    """Slopes are differences of the likelihood; the information, within a thousandth, differences of slopes."""
    rated, _ = season(seed=4, candidates=30)
    likelihood = Likelihood(steps(rated, model))
    at = np.random.default_rng(6).normal(0.0, 0.3, likelihood.layout.size)
    seen = likelihood.look(at, degree=5)
    information = Whole.of(seen, likelihood.layout).information
    step = 1e-4 * np.eye(len(at))
    rise = np.array([likelihood.look(at + d).loglik - likelihood.look(at - d).loglik for d in step]) / 2e-4
    bend = np.array([likelihood.look(at + d).slope - likelihood.look(at - d).slope for d in step]) / 2e-4
    assert seen.slope == pytest.approx(rise, abs=2e-3)
    assert np.abs(bend + information).max() < 1e-3 * np.abs(information).max()


@pytest.mark.parametrize("options", EVERY, ids=lambda options: "-".join(options.values()))
def test_names_and_row_order_do_not_matter(options: dict[str, str]) -> None:
    rated, _ = season(seed=7, candidates=20)
    order = np.random.default_rng(1).permutation(rated.n)
    renamed = table(
        candidate=[f"z{99 - rated.candidate[row]}" for row in order],
        interviewer=[f"y{99 - rated.interviewer[row]}" for row in order],
        criterion=[f"x{99 - rated.criterion[row]}" for row in order],
        score=rated.score[order],
    )
    one, other = fit(rated, **options), fit(renamed, **options)  # type: ignore[arg-type]
    assert other.deviance == pytest.approx(one.deviance, abs=1e-6)
    for part in ("candidates", "interviewers", "criteria"):
        before, after = getattr(one, part), getattr(other, part)
        assert after.measure[::-1] == pytest.approx(before.measure, abs=1e-4)
        assert after.se[::-1] == pytest.approx(before.se, abs=1e-4)
        assert after.outfit[::-1] == pytest.approx(before.outfit, abs=1e-3)


@settings(max_examples=15, deadline=None)
@given(shift=st.integers(-3, 40), seed=st.integers(0, 50))
def test_adding_a_constant_to_all_levels_changes_nothing(shift: int, seed: int) -> None:
    rated, _ = season(seed=seed, candidates=10)
    moved = table(
        candidate=rated.candidate,
        interviewer=rated.interviewer,
        criterion=rated.criterion,
        score=rated.score + shift,
    )
    one, other = fit(rated), fit(moved)
    assert other.interviewers.measure == pytest.approx(one.interviewers.measure, abs=1e-9)
    assert other.deviance == pytest.approx(one.deviance)


def test_turning_the_scale_round_turns_the_signs() -> None:
    rated, _ = season(seed=8)
    turned = table(
        candidate=rated.candidate,
        interviewer=rated.interviewer,
        criterion=rated.criterion,
        score=6.0 - rated.score,
    )
    one, other = fit(rated), fit(turned)
    assert other.interviewers.measure == pytest.approx(-one.interviewers.measure, abs=1e-4)
    assert other.intercept == pytest.approx(-one.intercept, abs=1e-4)
    assert other.thresholds[0] == pytest.approx([-x for x in one.thresholds[0][::-1]], abs=1e-4)


def test_doubling_candidates_without_priors_halves_squared_errors() -> None:
    """The same ratings by as many new candidates leave the fit where it is, with errors smaller by the root of two."""
    rated, _ = season(seed=9)
    twice = table(
        candidate=np.concatenate([rated.candidate, rated.candidate + 1000]),
        interviewer=np.tile(rated.interviewer, 2),
        criterion=np.tile(rated.criterion, 2),
        score=np.tile(rated.score, 2),
    )
    one, other = fit(rated, interviewers="fixed"), fit(twice, interviewers="fixed")
    assert other.interviewers.measure == pytest.approx(one.interviewers.measure, abs=1e-4)
    assert other.interviewers.se == pytest.approx(one.interviewers.se / np.sqrt(2.0), rel=1e-3)
    assert other.deviance == pytest.approx(2.0 * one.deviance, rel=1e-9)


def test_no_severity_means_hardly_any_measured() -> None:
    """Where interviewers do not differ, shrunken severities are near zero, and closer than those without priors."""
    rated, _ = season(seed=10, candidates=200, severity=0.0)
    shrunken, fixed = fit(rated), fit(rated, interviewers="fixed")
    assert np.abs(shrunken.interviewers.measure).max() < 0.25
    assert np.square(shrunken.interviewers.measure).sum() < 0.6 * np.square(fixed.interviewers.measure).sum()


def test_severities_are_recovered_and_their_errors_are_right() -> None:
    """Over twelve seasons, squared errors of severities over their variances are 1 on average, within its own error."""
    ratios, fits = [], []
    for seed in range(12):
        rated, truth = season(seed=100 + seed, candidates=80)
        found = fit(rated, interviewers="fixed")
        ratios.append(np.square((found.interviewers.measure - truth) / found.interviewers.se))
        fits.append(np.concatenate([found.interviewers.infit, found.interviewers.outfit]))
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.35)
    assert np.mean(fits) == pytest.approx(1.0, abs=0.03)


def test_intervals_are_calibrated_over_panels_drawn_from_the_priors() -> None:
    """Of 60 small panels whose sds are drawn from the priors, 80 % intervals hold 73 to 87 of 100 true values."""
    severities, abilities = [], []
    for seed in range(60):
        random = np.random.default_rng(seed)
        strict, sd = np.abs(random.normal(0.0, (0.5, 1.5)))
        severity, ability = random.normal(0.0, strict, 6), random.normal(0.0, sd, 14)
        thresholds, rows = np.array([-2.0, -0.7, 0.6, 2.1]), []
        for person in range(14):
            for rater in random.choice(6, 3, replace=False):
                for row in range(3):
                    logits = 0.3 + ability[person] - severity[rater] - 0.3 * (row - 1) - thresholds
                    weight = np.exp(np.concatenate([[0.0], np.cumsum(logits)]))
                    rows.append(
                        (
                            f"c{person:02}",
                            f"i{rater}",
                            f"k{row}",
                            random.choice(5, p=weight / weight.sum()) + 1.0,
                        )
                    )
        found = fit(made(rows))
        true = severity[[int(name[1:]) for name in found.interviewers.names]]
        severities.append(
            np.abs(found.interviewers.measure - true + true.mean()) / found.interviewers.se < 1.2816
        )
        abilities.append(np.abs(found.candidates.measure - ability) / found.candidates.se < 1.2816)
    assert 0.73 < np.mean(np.concatenate(severities)) < 0.87
    assert 0.73 < np.mean(np.concatenate(abilities)) < 0.87


def test_a_large_table_begun_with_a_part_arrives_at_the_same_place() -> None:
    """The search that begins with a part of the candidates ends where the plain one does."""
    rated, _ = season(seed=11, candidates=3_400, interviewers=30)
    likelihood = Likelihood(steps(rated, "rating-scale"))
    found = searched(likelihood, Priors())
    assert found.converged
    assert len(likelihood.steps.step) > 24_000
    search = Search(likelihood, Priors())
    slope = search.slope(found.looked, found.point)
    gain = float(slope @ found.covariance @ slope)
    assert gain < 1e-5


@pytest.mark.parametrize("interviewers", ["random", "fixed"])
@pytest.mark.parametrize("model", ["rating-scale", "partial-credit"])
def test_many_interviewers_are_led_to_the_same_place(
    model: Kind, interviewers: Literal["random", "fixed"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quasi-Newton way taken with many interviewers ends where Newton's does, with the same errors."""
    rated, _ = season(seed=12, candidates=400, interviewers=60, met=4)
    one = fit(rated, model=model, interviewers=interviewers)
    monkeypatch.setattr(rasch_newton, "LARGE", 20)
    other = fit(rated, model=model, interviewers=interviewers)
    assert one.converged
    assert other.converged
    assert other.deviance == pytest.approx(one.deviance, abs=1e-4 if interviewers == "fixed" else 0.1)
    assert other.interviewers.measure == pytest.approx(one.interviewers.measure, abs=3e-3)
    assert other.interviewers.se == pytest.approx(one.interviewers.se, rel=1e-2)
    assert other.candidates.measure == pytest.approx(one.candidates.measure, abs=3e-3)
    assert other.candidates.outfit == pytest.approx(one.candidates.outfit, abs=1e-2)


@pytest.mark.parametrize("options", EVERY[:4], ids=lambda options: "-".join(options.values()))
@pytest.mark.parametrize("name", POOR)
def test_a_poor_table_with_many_interviewers_is_no_worse(
    name: str, options: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way taken with many interviewers gives finite numbers or one sentence too."""
    monkeypatch.setattr(rasch_newton, "LARGE", 0)
    found = answered(made(POOR[name]), options)
    assert found.endswith(".") if isinstance(found, str) else bool(np.isfinite(numbers(found)).all())


# Facets manual, Table 7 (winsteps.com/facetman/table7summarystatistics.htm): separation, strata, reliability.
@pytest.mark.parametrize(
    ("g", "strata", "reliability"),
    [
        (2.17, 3.22, 0.82),
        (2.28, 3.38, 0.84),
        (1.88, 2.84, 0.78),
        (1.91, 2.89, 0.79),
        (1.68, 2.57, 0.74),
        (1.71, 2.62, 0.75),
    ],
)
def test_strata_and_reliability_go_with_separation(g: float, strata: float, reliability: float) -> None:
    found = identities(g)
    assert found.strata == pytest.approx(strata, abs=0.0101)
    assert found.reliability == pytest.approx(reliability, abs=0.0101)


def test_separation_of_one_or_of_errorless_measures_is_not_defined() -> None:
    assert separation(np.zeros(1), np.ones(1), shrunken=False).separation is None
    assert separation(np.zeros(3), np.zeros(3), shrunken=True).reliability is None
    assert separation(np.zeros(3), np.ones(3), shrunken=False).separation == 0.0

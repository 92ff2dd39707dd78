"""Variance components and decision studies against Brennan's tables, against REML, and by their properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure import generalize
from evenbar.measure.decision_study import coefficients, decision
from evenbar.measure.generalize import DESIGNS, generalizability, parsed_design
from evenbar.measure.ratings import RatingTable, table
from evenbar.measure.severity import fit
from tests.measure import published


def values(rows: RatingTable, design: str) -> dict[str, float]:
    found = generalizability(rows, design).variance
    return {name: part.value for name, part in found.items() if part.value is not None}


def within_tasks() -> RatingTable:
    """Brennan's data set 4: raters are within tasks."""
    cells = [
        (f"p{p}", f"r{j}", f"t{j // 4}", score)
        for p, row in enumerate(published.BRENNAN_4)
        for j, score in enumerate(row)
    ]
    people, raters, tasks, scores = zip(*cells, strict=True)
    return table(candidate=people, interviewer=raters, criterion=tasks, score=scores)


def test_persons_by_items_is_that_of_brennan() -> None:
    """Brennan (2001), Table 2.2: .0574, .0754, .1269; Table 2.3 for 5, 10, 12, 15 and 20 items."""
    rows = published.crossed(published.BRENNAN_1)
    assert values(rows, "p x r") == pytest.approx({"p": 0.0574, "r": 0.0754, "pr": 0.1269}, abs=1e-4)
    study = generalizability(rows, "p x r")
    assert (study.balanced, study.interviewers) == (True, 12.0)
    found = coefficients(study)
    assert (found.generalizability, found.dependability) == pytest.approx((0.844, 0.773), abs=1e-3)
    expected = {
        5: (0.693, 0.586),
        10: (0.819, 0.740),
        12: (0.844, 0.773),
        15: (0.871, 0.810),
        20: (0.901, 0.850),
    }
    for option in decision(study, interviewers=list(expected)):
        assert option.interviewers is not None
        assert (option.generalizability, option.dependability) == pytest.approx(
            expected[option.interviewers], abs=1e-3
        )
        assert option.hours == option.interviewers


def test_items_within_persons_is_that_of_brennan() -> None:
    """Brennan (2001), synthetic data set 2: .6108 and 2.0250; reliability .71."""
    cells = [(p, f"{p}-{j}", x) for p, row in enumerate(published.BRENNAN_2) for j, x in enumerate(row)]
    people, items, scores = zip(*cells, strict=True)
    rows = table(candidate=people, interviewer=["a"] * len(people), criterion=items, score=scores)
    assert values(rows, "i:p") == pytest.approx({"p": 0.6108, "i:p": 2.025}, abs=1e-4)
    assert coefficients(generalizability(rows, "i:p")).generalizability == pytest.approx(0.707, abs=1e-3)


def test_raters_within_tasks_is_that_of_brennan() -> None:
    """Brennan (2001), Table 3.2 and p. 116: components, .5514 and .4637; panels from the published components."""
    study = generalizability(within_tasks(), "p x (r:i)")
    expected = {"p": 0.4731, "i": 0.3252, "r:i": 0.6475, "pi": 0.5596, "pr:i": 2.3802}
    assert {name: part.value for name, part in study.variance.items()} == pytest.approx(expected, abs=1e-4)
    found = coefficients(study)
    assert (found.generalizability, found.dependability) == pytest.approx((0.5514, 0.4637), abs=1e-4)
    assert found.sem == pytest.approx(np.sqrt(0.3252 / 3 + 0.6475 / 12 + 0.5596 / 3 + 2.3802 / 12), abs=1e-4)
    panels = {
        (2, 1): (0.2435, 0.1948), (2, 2): (0.351, 0.2829), (3, 2): (0.4479, 0.3718),
        (4, 2): (0.5196, 0.441), (6, 2): (0.6187, 0.542), (6, 4): (0.7109, 0.6336),
    }  # fmt: skip
    options = {
        (option.criteria, option.interviewers): option
        for option in decision(study, interviewers=[1, 2, 4], criteria=[2, 3, 4, 6], hours=0.5)
    }
    for panel, reliable in panels.items():
        found_there = options[panel]
        assert (found_there.generalizability, found_there.dependability) == pytest.approx(reliable, abs=1e-3)
        assert found_there.hours == 0.5 * panel[0] * panel[1]


def test_reml_agrees_in_a_balanced_table() -> None:
    """Where no component is at zero, REML of a balanced table is its analysis of variance."""
    rows = published.crossed(published.BRENNAN_1)
    found = fit(rows, estimator="reml", terms=["candidate", "interviewer"]).variance()
    expected = values(rows, "p x r")
    for term, name in (("candidate", "p"), ("interviewer", "r"), ("residual", "pr")):
        assert found[term] == pytest.approx(expected[name], rel=1e-3)


def simulated(
    design: str, *, seed: int = 1, size: tuple[int, int, int] = (40, 6, 5)
) -> tuple[RatingTable, dict[str, float]]:
    """A large balanced table with known components."""
    random = np.random.default_rng(seed)
    people, judges, criteria = size
    truth = {name: 0.2 + 0.1 * index for index, name in enumerate(DESIGNS[design])}
    p, r, i = (
        grid.ravel() for grid in np.meshgrid(range(people), range(judges), range(criteria), indexing="ij")
    )
    r = {"p x (r:i)": r + judges * i, "(r:p) x i": r + judges * p}.get(design, r)
    codes = {"p": p, "r": r, "i": i}
    score = np.zeros(len(p))
    for name, variance in truth.items():
        key = np.zeros(len(p), dtype=np.int64)
        for letter in name.replace(":", ""):
            key = key * 10_000 + codes[letter]
        level = np.unique(key, return_inverse=True)[1]
        score += np.sqrt(variance) * random.standard_normal(level.max() + 1)[level]
    return table(candidate=p, interviewer=r, criterion=i, score=score), truth


@pytest.mark.parametrize("design", ["p x (r:i)", "(r:p) x i", "p x r x i"])
def test_components_come_back_from_simulated_tables(design: str) -> None:
    """The mean over 30 tables is within four standard errors of the truth, whole and with a tenth left out."""
    found: list[list[float]] = []
    with_holes: list[list[float]] = []
    for seed in range(30):
        rows, truth = simulated(design, seed=seed)
        found.append(list(values(rows, design).values()))
        keep = np.random.default_rng(seed).random(rows.n) > 0.1
        cells = generalize._cells(rows.only(keep), design)
        with_holes.append(cells.solve(cells.squares(cells.y[:, None]))[:, 0].tolist())
    for estimates in (np.array(found), np.array(with_holes)):
        error = estimates.std(axis=0, ddof=1) / np.sqrt(len(estimates))
        assert (np.abs(estimates.mean(axis=0) - list(truth.values())) < 4.0 * error).all()


@pytest.mark.parametrize(
    ("design", "names"),
    [("p x (r:i)", "r:i pr:i"), ("(r:p) x i", "r:p ri:p"), ("p x r x i", "pri")],
)
def test_components_are_named_by_their_letters(design: str, names: str) -> None:
    study = generalizability(simulated(design, size=(10, 3, 3))[0], design)
    assert set(names.split()) <= set(study.variance)
    assert (study.candidates, study.interviewers, study.criteria, study.balanced) == (10, 3.0, 3.0, True)
    assert set(dict(study.warnings)) <= {"negative"}
    for part in study.variance.values():
        assert part.value is not None
        assert part.low is not None
        assert part.high is not None
        assert part.low <= part.value <= part.high


@settings(max_examples=20, deadline=None)
@given(shift=st.integers(-50, 50), factor=st.integers(1, 9), seed=st.integers(0, 99))
def test_a_constant_changes_nothing_and_a_factor_its_square(shift: int, factor: int, seed: int) -> None:
    """Nor do names or the order of rows, with a hole in the table."""
    rows = published.crossed(published.JUDGES)
    random = np.random.default_rng(seed)
    order = random.permutation(rows.n)[1:]
    people, judges = random.permutation(6), random.permutation(4)
    hole = rows.only(np.isin(np.arange(rows.n), order))
    moved = table(
        candidate=people[rows.candidate[order]],
        interviewer=judges[rows.interviewer[order]],
        score=shift + factor * rows.score[order],
    )
    one, other = values(hole, "p x r"), values(moved, "p x r")
    assert other == pytest.approx({name: factor**2 * value for name, value in one.items()}, abs=1e-8)


def test_the_interval_covers_at_panel_size() -> None:
    """12 candidates, 3 of 6 interviewers each, 60 tables: the 95 % interval of the candidates' variance covers."""
    random, covered = np.random.default_rng(3), 0
    for _ in range(60):
        people = np.repeat(np.arange(12), 3)
        judges = np.concatenate([random.choice(6, 3, replace=False) for _ in range(12)])
        score = random.normal(size=12)[people] + 0.5 * random.normal(size=6)[judges] + random.normal(size=36)
        part = generalizability(table(candidate=people, interviewer=judges, score=score), "p x r").variance[
            "p"
        ]
        assert part.low is not None
        assert part.high is not None
        covered += part.low <= 1.0 <= part.high
    assert covered >= 54


@pytest.mark.simulation
@pytest.mark.parametrize(("people", "judges", "each"), [(12, 6, 4), (30, 8, 3), (60, 12, 4)])
def test_intervals_cover_in_sparse_panels(people: int, judges: int, each: int) -> None:
    """95 % intervals of all three components cover at least 92 % of the time in 400 sparse panels."""
    random = np.random.default_rng(people)
    truth = {"p": 0.4, "r": 0.25, "pr": 0.6}
    covered = dict.fromkeys(truth, 0)
    for _ in range(400):
        p = np.repeat(np.arange(people), each)
        r = np.concatenate([random.choice(judges, each, replace=False) for _ in range(people)])
        score = (
            np.sqrt(0.4) * random.normal(size=people)[p]
            + np.sqrt(0.25) * random.normal(size=judges)[r]
            + np.sqrt(0.6) * random.normal(size=len(p))
        )
        found = generalizability(table(candidate=p, interviewer=r, score=score), "p x r").variance
        for name, value in truth.items():
            part = found[name]
            assert part.low is not None
            assert part.high is not None
            covered[name] += part.low <= value <= part.high
    assert min(covered.values()) >= 0.92 * 400


def test_negative_components_are_shown_and_count_as_zero() -> None:
    """Candidates more alike than chance would make them."""
    rows = published.crossed([[1, 5, 3, 2], [5, 1, 2, 3], [3, 2, 1, 5], [2, 3, 5, 1]] * 3)
    study = generalizability(rows, "p x r")
    assert study.variance["p"].value is not None
    assert study.variance["p"].value < 0.0
    assert "Below zero: p" in dict(study.warnings)["negative"]
    assert coefficients(study).generalizability == 0.0
    assert all(option.generalizability == 0.0 for option in decision(study))


def test_fewer_than_ten_candidates_have_no_decision_study() -> None:
    assert decision(generalizability(published.crossed(published.JUDGES), "p x r")) == ()
    assert len(decision(generalizability(published.crossed(published.JUDGES * 2), "p x r"))) == 8


def test_a_table_that_cannot_tell_components_apart_is_refused_with_their_names() -> None:
    alone = table(candidate=["a", "b", "c"], interviewer=["x", "y", "z"], score=[1, 2, 3])
    with pytest.raises(ValueError, match="cannot tell the components p and r"):
        generalizability(alone, "p x r")
    with pytest.raises(ValueError, match="There is only one interviewer, and the design p x r needs two"):
        generalizability(table(candidate=["a", "b"], interviewer=["x", "x"], score=[1, 2]), "p x r")
    once = table(candidate=["a", "b", "c", "d"], interviewer=["x", "x", "y", "y"], score=[1, 2, 3, 1])
    with pytest.raises(ValueError, match="cannot tell the components p and pr"):
        generalizability(once, "p x r")


def test_constant_ratings_have_no_reliability() -> None:
    study = generalizability(published.crossed([[3, 3, 3]] * 12), "p x r")
    assert {part.value for part in study.variance.values()} == {0.0}
    assert coefficients(study).generalizability is None
    assert decision(study)[0].low is None


def test_what_is_averaged_or_nested_in_name_only_is_said() -> None:
    rows = simulated("p x r x i", size=(10, 3, 3))[0]
    assert "averaged, 90 to 30" in dict(generalizability(rows, "p x r").warnings)["averaged"]
    assert "several criteria" in dict(generalizability(rows, "p x (r:i)").warnings)["not-nested"]
    assert "several candidates" in dict(generalizability(rows, "(r:p) x i").warnings)["not-nested"]


@pytest.mark.parametrize(("text", "name"), [("p x r", "p x r"), ("PxI", "p x i"), ("p × (r:i)", "p x (r:i)")])
def test_a_design_may_be_written_with_or_without_spaces(text: str, name: str) -> None:
    assert parsed_design(text) == name


def test_an_unknown_design_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r'"q x r" is not a design; the designs are p x r, p x i'):
        parsed_design("q x r")

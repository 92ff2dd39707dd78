"""The leakage hunt: what is planted is there, careful work finds it, and shortcuts find half of it."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from evenbar.worksample.bands import suggestions
from evenbar.worksample.grading import NO_EVIDENCE, Result, grade
from evenbar.worksample.making import Made, filled, make
from evenbar.worksample.package import find
from evenbar.worksample.tasks.leakage_hunt.columns import HONEST, LEAKS, NOISE
from evenbar.worksample.tasks.leakage_hunt.modelling import auc, chance, fitted, predicted
from evenbar.worksample.tasks.leakage_hunt.tables import Export, read, submission
from evenbar.worksample.trusted import solved
from tests.worksample.toys import seed_of

PACKAGE = find("leakage-hunt")
CRITERION = "data-evaluation@1"
SEEDS = ("one", "two", "three")


@cache
def variant(text: str) -> Made:
    return make(PACKAGE, seed_of(PACKAGE, text))


@cache
def exports(text: str) -> tuple[Export, Export]:
    return read(variant(text).public["train.csv"]), read(variant(text).public["future.csv"])


def truth(text: str) -> dict[str, Any]:
    return dict(json.loads(variant(text).hidden["truth.json"])["columns"])


def graded(text: str, files: Mapping[str, bytes]) -> Result:
    made = variant(text)
    return grade(PACKAGE, made.hidden, made.record, files)


def references(text: str) -> dict[str, dict[str, float]]:
    return dict(json.loads(variant(text).hidden["references.json"]))


@pytest.mark.parametrize("text", SEEDS)
def test_the_baselines_stand_where_they_should(text: str) -> None:
    levels = {
        name: suggestions(PACKAGE.sample.criteria, facts)[CRITERION]
        for name, facts in references(text).items()
    }
    naive, competent, oracle = (levels[name] or 0 for name in ("naive", "competent", "oracle"))
    assert naive <= 2
    assert competent >= 3
    assert oracle == 4
    assert references(text)["naive"]["claimed-auc"] > 0.97
    assert references(text)["naive"]["auc"] < 0.65


@pytest.mark.parametrize("text", SEEDS)
def test_a_leak_tells_the_outcome_in_training_and_an_honest_column_moves_with_nothing_hidden(
    text: str,
) -> None:
    """The four leaks are of four kinds, two of them plain; ten columns have names that tell nothing."""
    train, _ = exports(text)
    told = truth(text)
    leaks = [name for name, column in told.items() if column["leak"]]
    assert len(told) == 10
    assert len({told[name]["kind"] for name in leaks}) == 4
    assert {told[name]["kind"] for name in leaks} <= {kind.name for kind in LEAKS}
    strengths = []
    for name in leaks:
        column = np.nan_to_num(train.columns[name], nan=-1.0)
        score = predicted(np.column_stack([column, column == -1.0, column == 9.0]), train.left,
                          np.column_stack([column, column == -1.0, column == 9.0]))  # fmt: skip
        strengths.append(auc(score, train.left))
    assert min(strengths) > 0.62
    assert sum(strength > 0.85 for strength in strengths) == 2
    words = {word.lower() for kind in (*LEAKS, *NOISE) for word in kind.name.split("-")} | set(HONEST)
    assert not any(word in name for name in told for word in words)


@pytest.mark.parametrize("kind", LEAKS, ids=lambda kind: kind.name)
def test_a_leak_knows_nothing_on_the_day(kind: Any) -> None:
    """Against the outcome of the day, were it known, the column is worth no more than a coin."""
    from evenbar.worksample.tasks.leakage_hunt.columns import Side

    random = np.random.default_rng(7)
    left = (random.random(20_000) < 0.25).astype(np.float64)
    site = random.integers(0, 500, 20_000)
    here, there = kind.draw(random, Side(site[:10_000], left[:10_000]), Side(site[10_000:], None), True)
    seen = [
        auc(np.nan_to_num(column, nan=-1.0), outcome)
        for column, outcome in ((here, left[:10_000]), (there, left[10_000:]))
    ]
    assert abs(seen[0] - 0.5) > 0.1
    assert abs(seen[1] - 0.5) < 0.025


def single(column: Any, left: Any) -> float:
    one = auc(np.nan_to_num(column, nan=-1.0), left)
    return max(one, 1.0 - one)


def strong(train: Export, future: Export) -> list[str]:
    """Drop whatever is too good alone."""
    return [name for name, column in train.columns.items() if single(column, train.left) > 0.75]


def moved(train: Export, future: Export) -> list[str]:
    """Drop whatever has another mean or other gaps on the day."""
    found = []
    for name, here in train.columns.items():
        there = future.columns[name]
        gap = abs(float(np.isnan(here).mean() - np.isnan(there).mean()))
        shift = abs(float(np.nanmean(here) - np.nanmean(there))) / float(np.nanstd(here))
        if gap > 0.03 or shift > 0.08:
            found.append(name)
    return found


def important(train: Export, future: Export) -> list[str]:
    """Drop the two columns with the largest weights."""
    names = list(train.columns)
    x = np.nan_to_num(train.matrix(names), nan=-1.0)
    weights = np.abs(fitted((x - x.mean(axis=0)) / x.std(axis=0), train.left)[:-1])
    return [names[index] for index in np.argsort(-weights)[:2]]


@pytest.mark.parametrize("shortcut", [strong, moved, important])
def test_a_shortcut_does_not_reach_level_4_on_every_variant(
    shortcut: Callable[[Export, Export], list[str]],
) -> None:
    levels = []
    for text in SEEDS:
        train, future = exports(text)
        named = shortcut(train, future)
        rest = [name for name in train.columns if name not in named]
        p = predicted(train.matrix(rest), train.left, future.matrix(rest))
        found = [{"column": name, "kind": "other", "evidence": "It is too good."} for name in named]
        result = graded(text, submission(future, p, findings=found, claimed=0.74, note="Wait."))
        assert result.suggested is not None
        levels.append(result.suggested[CRITERION] or 0)
    assert min(levels) <= 2


def test_points_and_questions_come_from_truth_and_submission() -> None:
    made, seed = variant("one"), seed_of(PACKAGE, "one")
    result = graded("one", solved(PACKAGE, made.variant, seed, "naive"))
    assert {point.about for point in result.missed} == {
        name for name, told in truth("one").items() if told["leak"]
    }
    assert len(result.found) == 6
    assert result.kit is not None
    assert sorted(one.right for one in result.kit.questions) == [False, False, True, True, True]
    shapes = {one.ask.replace(one.ask.split("`")[1], "X") for one in result.kit.questions}
    assert shapes == {"You did not name `X`. Convince me that it may stay."}


def test_the_work_of_another_candidate_is_of_no_use() -> None:
    made = variant("two")
    files = solved(PACKAGE, made.variant, seed_of(PACKAGE, "two"), "oracle")
    result = graded("one", files)
    assert result.status == NO_EVIDENCE
    assert "which is none of" in result.alert


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("findings.json", lambda data: data.replace(b"claimed_auc", b"claimed"), 'has the key "claimed"'),
        (
            "findings.json",
            lambda data: data.replace(b'"kind": "', b'"kind": "x'),
            "is not one of after-outcome",
        ),
        (
            "predictions.csv",
            lambda data: data[: len(data) // 2].rpartition(b"\n")[0],
            "no row for the customer",
        ),
        ("predictions.csv", lambda data: data.replace(b"0.", b"1.", 1), "is not between 0 and 1"),
        ("note.md", lambda data: b"word " * 171, "note.md has 171 words"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    name: str, change: Callable[[bytes], bytes], said: str
) -> None:
    files = dict(solved(PACKAGE, variant("one").variant, seed_of(PACKAGE, "one"), "competent"))
    result = graded("one", {**files, name: change(files[name])})
    assert (result.status, result.fault) == (NO_EVIDENCE, "submission")
    assert said in result.alert


def test_the_candidate_sees_ten_columns_in_the_dictionary_and_the_colleagues_number() -> None:
    made = variant("one").variant
    page = filled(PACKAGE, "data-dictionary.md", made).decode()
    assert all(f"| `{name}` |" in page for name in truth("one"))
    brief = filled(PACKAGE, "brief.md", made).decode()
    assert made.words["colleague"] in brief
    assert float(made.words["colleague"]) > 0.97


def test_the_area_under_the_curve_and_the_fit_are_what_they_are_by_hand() -> None:
    left = np.array([1.0, 0.0, 1.0, 0.0])
    assert auc(np.array([4.0, 1.0, 2.0, 2.0]), left) == (1 + 1 + 1 + 0.5) / 4
    x = np.array([[1.0]] * 40 + [[-1.0]] * 40)
    y = np.array([1.0] * 30 + [0.0] * 10 + [1.0] * 10 + [0.0] * 30)
    weights = fitted(x, y, ridge=1e-9)
    assert weights == pytest.approx([np.log(3.0), 0.0], abs=1e-6)
    assert chance(x[:1], weights)[0] == pytest.approx(0.75)

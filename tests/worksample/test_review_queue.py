"""The review queue: what is planted is there, careful work saves nearly all, and each half of it is seen to be half."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from evenbar.worksample.bands import suggestions
from evenbar.worksample.grading import NO_EVIDENCE, Result, grade
from evenbar.worksample.making import Made, filled, make
from evenbar.worksample.package import find
from evenbar.worksample.tasks.review_queue import ways
from evenbar.worksample.tasks.review_queue.baselines.competent import read_terms, share_kept
from evenbar.worksample.tasks.review_queue.generate import DAY, QUARTER, terms_of, truth_of
from evenbar.worksample.tasks.review_queue.grade import area, divergence
from evenbar.worksample.tasks.review_queue.modelling import chance, fitted, restored
from evenbar.worksample.tasks.review_queue.payments import law, logistic, payments, risk
from evenbar.worksample.tasks.review_queue.queueing import Terms, best, likeliest, saved, worth
from evenbar.worksample.tasks.review_queue.tables import Table, read, submission
from evenbar.worksample.tasks.review_queue.ways import HALVES, TRICKS, Seen, Way, look
from evenbar.worksample.trusted import solved
from tests.worksample.toys import seed_of

PACKAGE = find("review-queue")
QUEUE, CHANCES = "trade-offs@1", "data-evaluation@1"
SEEDS = ("one", "two")


@cache
def variant(text: str) -> Made:
    return make(PACKAGE, seed_of(PACKAGE, text))


@cache
def tables(text: str) -> tuple[Table, Table]:
    return read(variant(text).public["history.csv"]), read(variant(text).public["today.csv"])


@cache
def seen(text: str) -> Seen:
    return look(variant(text).public)


def truth(text: str) -> dict[str, Any]:
    return dict(json.loads(variant(text).hidden["truth.json"]))


def true_chances(text: str) -> NDArray[np.float64]:
    lines = variant(text).hidden["chances.csv"].decode().splitlines()[1:]
    return np.array([float(line.split(",")[1]) for line in lines])


def graded(text: str, files: Mapping[str, bytes]) -> Result:
    made = variant(text)
    return grade(PACKAGE, made.hidden, made.record, files)


@cache
def sent(text: str, baseline: str) -> dict[str, bytes]:
    return dict(solved(PACKAGE, variant(text).variant, seed_of(PACKAGE, text), baseline))


def references(text: str) -> dict[str, dict[str, float]]:
    return dict(json.loads(variant(text).hidden["references.json"]))


@pytest.mark.parametrize("text", SEEDS)
def test_the_baselines_stand_where_they_should(text: str) -> None:
    found = references(text)
    levels = {name: suggestions(PACKAGE.sample.criteria, facts) for name, facts in found.items()}
    for criterion in (QUEUE, CHANCES):
        naive, competent, oracle = (levels[name][criterion] or 0 for name in ("naive", "competent", "oracle"))
        assert naive <= 2
        assert competent >= 3
        assert oracle == 4
    assert found["naive"]["calibration"] > 4.0
    assert found["competent"]["calibration"] == pytest.approx(1.0, abs=0.2)
    assert found["oracle"]["captured"] == pytest.approx(1.0)


@pytest.mark.parametrize("text", SEEDS)
def test_the_history_is_thinned_out_as_the_note_says_and_as_no_other_page_does(text: str) -> None:
    made = variant(text)
    fraud = tables(text)[0].numbers["fraud"]
    share = share_kept(made.public)
    assert float((1.0 - fraud).sum()) == pytest.approx(share * (QUARTER - fraud.sum()), rel=0.1)
    assert fraud.mean() > 8.0 * true_chances(text).mean()
    assert float(true_chances(text).sum()) == pytest.approx(seen(text).rate * DAY, rel=0.15)
    for name in ("brief.md", "data-dictionary.md", "sample.json", "terms.json"):
        assert f"{100 * share:.0f} %, to keep" not in made.public[name].decode()
        assert "random" not in made.public[name].decode()


@pytest.mark.parametrize("text", SEEDS)
def test_whoever_flags_nothing_is_more_accurate_than_the_old_rules_and_saves_nothing(text: str) -> None:
    nobody = 1.0 - float(true_chances(text).mean())
    assert nobody > float(variant(text).record["words"]["accuracy"]) / 100.0
    _, day = tables(text)
    files = submission(
        day, np.full(DAY, seen(text).rate), np.zeros(DAY, dtype=bool), saving=0.0, doubled=0, memo="-"
    )
    result = graded(text, files)
    assert result.facts is not None
    assert result.facts["captured"]["value"] == 0.0
    assert result.suggested == {QUEUE: 1, CHANCES: 1}


def levels_of(text: str, way: Way) -> dict[str, int]:
    """The levels that facts suggest for a way to fill the queue."""
    result = graded(text, ways.sent(seen(text), way))
    assert result.suggested is not None
    return {criterion: level or 0 for criterion, level in result.suggested.items()}


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_stays_at_level_2_or_below(name: str) -> None:
    for text in SEEDS:
        assert max(levels_of(text, TRICKS[name]).values()) <= 2


@pytest.mark.parametrize("name", HALVES)
def test_half_of_the_work_does_not_reach_level_4_in_both_criteria(name: str) -> None:
    for text in SEEDS:
        assert min(levels_of(text, HALVES[name]).values()) <= 3
        assert levels_of(text, HALVES[name])[QUEUE] <= 3


def test_good_chances_with_a_bad_queue_and_the_other_way_round_are_told_apart() -> None:
    terms, day = read_terms(variant("one").public), tables("one")[1]
    p, flags = (
        true_chances("one"),
        best(worth(true_chances("one"), day.numbers["amount"], terms), terms.capacity),
    )
    promised = truth("one")["best"]
    careless = submission(day, seen("one").raw, flags, saving=promised, doubled=0, memo="-")
    assert graded("one", careless).suggested == {QUEUE: 3, CHANCES: 2}
    likely = likeliest(p, terms.capacity)
    saving = saved(likely, worth(p, day.numbers["amount"], terms), terms.capacity)
    result = graded("one", submission(day, p, likely, saving=saving, doubled=0, memo="-"))
    assert result.suggested is not None
    assert (result.suggested[QUEUE] or 0) <= 2
    assert result.suggested[CHANCES] == 4


def test_on_some_variants_a_full_queue_costs_more_than_it_saves() -> None:
    """And on others the team lacks the time for all that pays."""
    random = np.random.default_rng(5)
    seen = payments(random, DAY)
    p = logistic(risk(law(random), seen) - 6.5)
    found = []
    for _ in range(60):
        terms = terms_of(random, p, seen.amount)
        value = worth(p, seen.amount, terms)
        assert float(value[best(value, terms.capacity)].sum()) > 0.0
        found.append(int(best(value, terms.capacity).sum()) < terms.capacity)
    assert 3 < sum(found) < 40


def test_points_and_questions_come_from_truth_and_submission() -> None:
    result = graded("one", sent("one", "naive"))
    cases = truth("one")["cases"]
    wrong = {point.about for point in result.missed}
    assert {id for id, told in cases.items() if told["kind"] == "unlikely-large"} & wrong
    right = {point.about for point in graded("one", sent("one", "oracle")).found}
    assert set(cases) < right
    assert result.kit is not None
    assert len([one for one in result.kit.questions if not one.right]) == 2
    assert all("Convince me." in one.ask and "$" not in one.ask for one in result.kit.questions)


def test_cases_are_those_on_which_hurry_and_care_part() -> None:
    p, amount = np.array([0.9, 0.02, 0.5, 0.001]), np.array([5.0, 3000.0, 400.0, 20.0])
    told = truth_of(np.random.default_rng(1), list("abcd"), p, amount, Terms(2, 6.0, 0.9))
    kinds = {id: (case["kind"], case["review"]) for id, case in told["cases"].items()}
    assert kinds == {"a": ("likely-small", False), "b": ("unlikely-large", True), "c": ("plain", True)}
    assert told["best"] == pytest.approx(0.9 * (60.0 + 200.0) - 12.0)
    assert "it does not pay" in told["cases"]["a"]["because"]


def test_the_work_of_another_candidate_is_of_no_use() -> None:
    result = graded("one", sent("two", "oracle"))
    assert result.status == NO_EVIDENCE
    assert "queue.csv" in result.alert


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("plan.json", lambda data: data.replace(b"expected_saving", b"saving"), 'has the key "saving"'),
        ("plan.json", lambda data: data.replace(b'cost": ', b'cost": 0.5e-1, "x": '), "may have"),
        ("queue.csv", lambda data: data[: len(data) // 2].rpartition(b"\n")[0], "no row for the payment"),
        ("queue.csv", lambda data: data.replace(b",0\n", b",0.5\n", 1), "column flag"),
        ("queue.csv", lambda data: data.replace(b",0.", b",2.", 1), "is not between 0 and 1"),
        ("memo.md", lambda data: b"word " * 231, "memo.md has 231 words"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    name: str, change: Callable[[bytes], bytes], said: str
) -> None:
    files = sent("one", "competent")
    result = graded("one", {**files, name: change(files[name])})
    assert (result.status, result.fault) == (NO_EVIDENCE, "submission")
    assert said in result.alert


def test_the_template_as_it_came_is_refused_in_a_sentence_that_helps() -> None:
    made = variant("one").variant
    files = {name: filled(PACKAGE, f"template/{name}", made) for name in PACKAGE.template()}
    result = graded("one", files)
    assert result.status == NO_EVIDENCE
    assert "no row for the payment" in result.alert


def test_of_a_queue_too_long_the_team_takes_what_it_can_by_chance() -> None:
    value = np.array([10.0, 6.0, -4.0, 0.0])
    assert saved(np.array([True, True, True, True]), value, 2) == 6.0
    assert saved(np.array([True, False, False, False]), value, 2) == 10.0
    assert list(best(value, 3)) == [True, True, False, False]


def test_leading_chances_back_undoes_thinning() -> None:
    p, kept = np.array([0.001, 0.02, 0.6]), 0.05
    thinned = p / (p + kept * (1.0 - p))
    assert restored(thinned, kept) == pytest.approx(p)


def test_the_measures_are_what_they_are_by_hand() -> None:
    true = np.array([0.5, 0.5, 0.0, 1.0])
    assert divergence(true, true) == 0.0
    assert divergence(np.array([0.5]), np.array([0.25])) == pytest.approx(
        0.5 * np.log(2.0) + 0.5 * np.log(2 / 3)
    )
    assert area(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == 1.0
    assert area(np.zeros(4), true) == 0.5
    x = np.array([[1.0]] * 40 + [[-1.0]] * 40)
    y = np.array([1.0] * 30 + [0.0] * 10 + [1.0] * 10 + [0.0] * 30)
    weights = fitted(x, y, ridge=1e-9)
    assert weights == pytest.approx([np.log(3.0), 0.0], abs=1e-6)
    assert chance(x[:1], weights)[0] == pytest.approx(0.75)

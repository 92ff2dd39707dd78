"""Grading tells facts, never ratings; what cannot be graded is no evidence; an appeal gives the same bytes."""

import json
from pathlib import Path

import pytest

from evenbar.worksample.bands import suggested
from evenbar.worksample.grading import GRADED, NO_EVIDENCE, Result, as_json, grade
from evenbar.worksample.package import Package, load
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.sample import Condition
from evenbar.worksample.written import json_bytes
from tests.worksample.toys import TOY, altered, made, toy

BANDS = (
    (2, (Condition("a", least=0.4),)),
    (4, (Condition("a", least=0.9), Condition("b", most=1))),
    (3, (Condition("a", least=0.7),)),
)


def graded(package: Package, guess: float) -> Result:
    hidden = made(package).hidden
    files = {"guess.json": json_bytes({"guess": guess, "why": "It is so."})}
    return grade(package, hidden, json.loads(hidden["variant.json"]), files)


def truth(package: Package) -> float:
    return float(json.loads(made(package).hidden["truth.json"])["weight"])


def test_a_fact_stands_beside_what_the_baselines_reach_on_the_same_variant() -> None:
    package = toy()
    result = graded(package, truth(package) + 2.0)
    assert result.status == GRADED
    assert result.facts is not None
    fact = result.facts["error"]
    assert fact["value"] == 2.0
    assert fact["oracle"] == 0.0
    assert fact["competent"] is not None
    assert fact["naive"] is not None
    assert fact["competent"] < 6.0 < fact["naive"]
    assert result.suggested == {"data-evaluation@1": 3}
    assert [point.right for point in result.points] == [True]


def test_nothing_in_a_result_is_a_rating_or_a_decision() -> None:
    """Rule 7: the worst submission gets facts and a low suggestion, and no word on passing."""
    told = json.dumps(as_json(graded(toy(), 0.0))).lower()
    for word in ('"rating', '"score', '"decision', '"pass', '"fail', "reject"):
        assert word not in told


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"a": 0.1, "b": 0}, 1),
        ({"a": 0.4, "b": 0}, 2),
        ({"a": 0.7, "b": 9}, 3),
        ({"a": 0.95, "b": 2}, 3),
        ({"a": 0.95, "b": 1}, 4),
        ({"a": None, "b": 1}, None),
        ({"a": 0.95, "b": None}, None),
    ],
)
def test_a_level_needs_the_conditions_of_those_below(
    facts: dict[str, float | None], level: int | None
) -> None:
    assert suggested(BANDS, facts) == level


def test_a_submission_that_cannot_be_read_is_no_evidence_and_no_low_level() -> None:
    package = toy()
    hidden = made(package).hidden
    record = json.loads(hidden["variant.json"])
    for files in ({}, {"guess.json": b"{"}, {"guess.json": b"{}", "more.txt": b""}):
        result = grade(package, hidden, record, files)
        assert (result.status, result.fault) == (NO_EVIDENCE, "submission")
        assert result.alert
        assert result.suggested is None
        assert as_json(result)["facts"] is None


def test_a_grader_that_breaks_is_no_evidence_and_an_alert_about_us(tmp_path: Path) -> None:
    copy = load(
        altered(tmp_path, grade__py=('["weight"]\n', '["wieght"] if sent["guess"] == 1.0 else 500.0\n'))
    )
    result = graded(copy, 1.0)
    assert (result.status, result.fault) == (NO_EVIDENCE, "package")
    assert "the grader of toy failed: KeyError" in result.alert
    assert result.suggested is None
    assert graded(copy, 2.0).status == GRADED


def test_an_appeal_gives_the_same_bytes() -> None:
    one, two = (json_bytes(as_json(graded(load(TOY), 512.0))) for _ in range(2))
    assert one == two
    told = json.loads(one)
    assert told["package"] == toy().hash
    assert len(told["seed_id"]) == 16
    assert {"evenbar", "numpy", "python"} == set(told["versions"])


def test_another_package_than_the_variants_is_refused_and_the_archived_one_grades(tmp_path: Path) -> None:
    archived = load(TOY)
    changed = load(altered(tmp_path, grade__py=("error <= 6.0", "error <= 7.0")))
    hidden = made(archived).hidden
    record = json.loads(hidden["variant.json"])
    files = {"guess.json": json_bytes({"guess": 1.0, "why": "x"})}
    with pytest.raises(Unusable, match="an appeal is graded with the archived package"):
        grade(changed, hidden, record, files)
    assert grade(archived, hidden, record, files).status == GRADED


def test_a_question_asks_about_right_and_wrong_in_the_same_words() -> None:
    package = toy()
    kits = [graded(package, guess).kit for guess in (truth(package), 1.0)]
    assert all(kits)
    asked = [one.questions[0] for one in kits if one is not None]
    assert [one.right for one in asked] == [True, False]
    assert {one.ask.split(" grams")[1] for one in asked} == {". Convince me."}
    assert "Pellworth Scales drifts" in (kits[0].twist.say if kits[0] else "")

"""Grading tells facts, never ratings; what cannot be graded is no evidence; an appeal gives the same bytes."""

import json
from pathlib import Path

import pytest

from evenbar.worksample.bands import suggested
from evenbar.worksample.checking import check
from evenbar.worksample.grading import GRADED, NO_EVIDENCE, Result, as_json, grade, rounded
from evenbar.worksample.package import Package, load
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.sample import Condition
from evenbar.worksample.submission import collect
from evenbar.worksample.variant import Told
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


def test_a_fact_outside_its_range_is_a_fault_of_the_grader(tmp_path: Path) -> None:
    broken = load(altered(tmp_path, grade__py=('{"error": error}', '{"error": -error}')))
    assert graded(broken, 1.0).fault == "package"
    copy = toy()
    with pytest.raises(ValueError, match="outside the range that"):
        check_range(copy, -1.0)
    assert check_range(copy, 1.23456) == {"error": 1.235}
    assert check_range(copy, None) == {"error": None}
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="outside the range"):
            check_range(copy, value)


def check_range(package: Package, value: float | None) -> dict[str, float | None]:
    return rounded(package, Told({"error": value}))


def test_a_text_that_a_reviewer_would_open_is_plain_text(tmp_path: Path) -> None:
    """A note is read by people later; it may hold nothing that a page or a terminal obeys."""
    note = '  - {file: guess.json, kind: json, most_kb: 4, about: "The guess, and why."}'
    more = "\n  - {file: note.md, kind: text, most_kb: 1, about: A note., required: false}"
    copy = load(altered(tmp_path, worksample__yaml=(note, note + more)))
    made_here = made(copy)
    files = {"guess.json": json_bytes({"guess": 1.0, "why": "x"})}
    assert grade(copy, made_here.hidden, made_here.record, files).status == GRADED
    for data, said in ((b"\x1b[2J", "U+001B"), (b"\xff", "not UTF-8"), (b"x" * 1001, "larger than 1 KB")):
        result = grade(copy, made_here.hidden, made_here.record, {**files, "note.md": data})
        assert (result.status, result.fault) == (NO_EVIDENCE, "submission")
        assert said in result.alert


def as_code(folder: Path) -> Package:
    """The toy as a sample of code: a function comes back, and its run leaves the guess."""
    sent = '  - {file: guess.json, kind: json, most_kb: 4, about: "The guess, and why."}'
    code = '  - {file: guess.py, kind: code, most_kb: 4, about: "def guess(weights)."}'
    copy = altered(
        folder,
        worksample__yaml=("kind: data\n", "kind: code\n"),
        generate__py=(", words)", ', words, box={"weights.csv": csv_bytes(table)})'),
    )
    path = copy / "worksample.yaml"
    path.write_text(path.read_text().replace(sent, f"{code}\noutputs:\n{sent}"))
    (copy / "template" / "guess.py").write_text("def guess(weights):\n    return 0.0\n")
    (copy / "box.py").write_text(
        '"""Runs guess(weights) in the box."""\n\nimport csv, json, sys\nfrom pathlib import Path\n\n'
        "code, inputs, outputs = map(Path, sys.argv[1:])\nsys.path.insert(0, str(code))\nfrom guess import guess\n\n"
        'rows = list(csv.DictReader((inputs / "weights.csv").open()))\n'
        'told = {"guess": guess([float(row["weight"]) for row in rows]), "why": "run"}\n'
        '(outputs / "guess.json").write_text(json.dumps(told))\n'
    )
    for name, body in (
        ("naive", "sum(weights) / len(weights)"),
        ("competent", "sorted(weights)[len(weights) // 2]"),
    ):
        (copy / "baselines" / f"{name}.py").write_text(
            f'def solve(public, streams):\n    return {{"guess.py": b"def guess(weights):\\n    return {body}\\n"}}\n'
        )
    oracle = "import json\n\n\ndef solve(public, hidden, streams):\n"
    oracle += '    weight = json.loads(hidden["truth.json"])["weight"]\n'
    text = oracle + '    return {"guess.py": f"def guess(weights):\\n    return {weight}\\n".encode()}\n'
    (copy / "baselines" / "oracle.py").write_text(text)
    return load(copy)


def test_a_sample_of_code_is_graded_by_what_its_run_leaves(tmp_path: Path) -> None:
    package = as_code(tmp_path)
    report = check(package, ["a", "b"])
    assert [one.what for one in report.verdicts if not one.holds] == []
    made_here = made(package)
    code = {"guess.py": b"def guess(weights):\n    return 1.0\n"}
    without = grade(package, made_here.hidden, made_here.record, code)
    assert (without.status, without.alert) == (
        NO_EVIDENCE,
        "guess.json is missing; it is to hold the guess, and why.",
    )
    run = {**code, "guess.json": json_bytes({"guess": 1.0, "why": "run"})}
    assert grade(package, made_here.hidden, made_here.record, run).status == GRADED


def test_a_candidate_cannot_send_the_output_of_a_run(tmp_path: Path) -> None:
    """The submission of a code sample is collected by its own names, and the output's is none of them."""
    package = as_code(tmp_path)
    place = tmp_path / "in"
    place.mkdir()
    (place / "guess.py").write_text("def guess(weights):\n    return 1.0\n")
    (place / "guess.json").write_bytes(made(package).hidden["truth.json"])
    found = collect(place, package.sample.submission)
    assert set(found.files) == {"guess.py"}
    assert found.left_out == ("guess.json",)

"""``evenbar worksample`` lists, draws, grades and tests samples, and refuses in one sentence."""

import json
import os
from pathlib import Path

import pytest

from evenbar.cli import main
from evenbar.worksample.package import names
from evenbar.worksample.trusted import solved
from tests.worksample.test_grading import as_code
from tests.worksample.toys import TOY, altered, made, seed_of, toy


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in ("worksample", *arguments)])
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def sent(folder: Path, baseline: str = "competent") -> Path:
    """The submission of a baseline, in a folder."""
    package = toy()
    folder.mkdir(exist_ok=True)
    for name, data in solved(package, made(package).variant, seed_of(package), baseline).items():
        (folder / name).write_bytes(data)
    return folder


def test_list_tells_every_packaged_sample(capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = call(capsys, "list", "--json")
    rows = json.loads(told)["worksamples"]
    assert (status, [row["name"] for row in rows]) == (0, list(names()))
    assert all(row["ai_par"] is None and row["minutes"] <= 120 for row in rows)
    status, told, _ = call(capsys, "list")
    assert "leakage-hunt" in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_a_variant_is_drawn_sent_out_and_graded(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    status, told, _ = call(capsys, "make", TOY, "--seed", "a", "--out", out, "--json")
    assert status == 0
    assert json.loads(told)["public"]["files"] == sorted(
        path.relative_to(out / "public").as_posix() for path in (out / "public").rglob("*") if path.is_file()
    )
    assert (out / "hidden").stat().st_mode & 0o077 == 0
    grade = ("grade", out, sent(tmp_path / "in"), "--package", TOY)
    status, told, _ = call(capsys, *grade, "--json")
    assert (status, json.loads(told)["status"]) == (0, "graded")
    assert call(capsys, *grade, "--json")[1] == told
    status, told, _ = call(capsys, *grade)
    assert status == 0
    assert "They are no ratings." in told
    assert "Suggested by the facts, to be seen after a rating of one's own" in told


def test_a_secret_draws_what_its_candidate_gets(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(os.urandom(32))
    ids = []
    for number, candidate in enumerate(("c-1", "c-2", "c-1")):
        given = ("--secret-file", secret, "--candidate", candidate, "--out", tmp_path / str(number))
        status, told, _ = call(capsys, "make", TOY, *given, "--json")
        assert status == 0
        ids.append(json.loads(told)["seed_id"])
    assert ids[0] == ids[2] != ids[1]
    same = [(tmp_path / number / "public" / "weights.csv").read_bytes() for number in "02"]
    assert same[0] == same[1]


def test_a_twist_is_drawn_afresh_for_the_same_candidate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ids = []
    for number, more in enumerate(([], ["--twist"], ["--twist"])):
        given = ("--seed", "a", *more, "--out", tmp_path / str(number), "--json")
        ids.append(json.loads(call(capsys, "make", TOY, *given)[1])["seed_id"])
    assert ids[0] != ids[1] == ids[2]


def test_code_never_runs_here(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A sample of code is graded by what a run in the closed box left, and refused without it."""
    package = as_code(tmp_path)
    call(capsys, "make", package.folder, "--seed", "a", "--out", tmp_path / "out")
    places = [tmp_path / "in", tmp_path / "run"]
    for place in places:
        place.mkdir()
    (places[0] / "guess.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (places[1] / "guess.json").write_text('{"guess": 500.0, "why": "run"}')
    given = ("grade", tmp_path / "out", places[0], "--package", package.folder)
    status, told, error = call(capsys, *given)
    assert (status, told) == (2, "")
    assert "takes code, which never runs here" in error
    status, told, _ = call(capsys, *given, "--outputs", places[1], "--json")
    assert (status, json.loads(told)["status"]) == (0, "graded")
    assert not (tmp_path / "ran").exists()


def test_practice_has_its_answers_beside_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(capsys, "make", TOY, "--practice", "--out", tmp_path / "p")[0] == 0
    assert (tmp_path / "p" / "public" / "answers" / "truth.json").is_file()
    assert call(capsys, "make", TOY, "--seed", "a", "--out", tmp_path / "q")[0] == 0
    assert not (tmp_path / "q" / "public" / "answers").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("make", "leakage-hnt", "--seed", "a", "--out", "x"), 'did you mean "leakage-hunt"?'),
        (("make", "leakage-hunt", "--out", "x"), "give one of --seed, --secret-file with --candidate"),
        (("make", "leakage-hunt", "--seed", "a", "--practice", "--out", "x"), "give one of --seed"),
        (("make", "leakage-hunt", "--candidate", "c", "--out", "x"), "need each other"),
        (("make", "leakage-hunt", "--secret-file", "no", "--candidate", "c", "--out", "x"), "no such file"),
        (("grade", "nowhere", "x"), "holds no variant"),
        (("check", "leakage-hunt", "--seeds", "3"), "--seeds"),
        (("check", "./nowhere"), "one of your own is given by its folder"),
    ],
)
def test_wrong_use_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...], said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    status, told, error = call(capsys, *arguments)
    assert (status, told) == (2, "")
    assert said in error
    assert error.count("\n") == 1


def test_a_submission_that_cannot_be_read_is_no_evidence_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call(capsys, "make", TOY, "--seed", "a", "--out", tmp_path / "out")
    place = sent(tmp_path / "in")
    (place / "guess.json").write_text('{"guess": NaN, "why": "x"}')
    status, told, error = call(capsys, "grade", tmp_path / "out", place, "--package", TOY, "--json")
    assert status == 2
    assert error == "evenbar: guess.json: NaN is not a number here; leave it out or give a finite one.\n"
    assert json.loads(told)["status"] == "no-evidence"
    assert json.loads(told)["suggested"] is None


def test_a_grader_that_fails_says_nothing_about_the_candidate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = altered(tmp_path, grade__py=('["weight"]\n', '["weight"] if sent["guess"] != 7.0 else 1 / 0\n'))
    call(capsys, "make", broken, "--seed", "a", "--out", tmp_path / "out")
    place = tmp_path / "in"
    place.mkdir()
    (place / "guess.json").write_text('{"guess": 7.0, "why": "x"}')
    status, told, error = call(capsys, "grade", tmp_path / "out", place, "--package", broken)
    assert (status, told) == (1, "")
    assert error.startswith("No evidence, and no word about the candidate: the grader of toy failed")


def test_the_answer_of_a_check_is_a_table_and_a_status(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, told, _ = call(capsys, "check", TOY, "--seed", "a", "--json")
    answer = json.loads(told)
    assert (status, answer["holds"], answer["seeds"]) == (0, True, 20)
    assert set(answer["facts"]["error"]) == {"naive", "competent", "oracle"}
    broken = altered(tmp_path, baselines_naive__py=("np.mean", "np.median"))
    status, told, _ = call(capsys, "check", broken, "--seed", "a")
    assert status == 1
    assert "FAILS  data-evaluation@1: naive at most 2" in told


def test_the_schemas_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = call(capsys, "schema")
    assert status == 0
    assert set(json.loads(told)) == {"worksample.yaml", "rubric.yaml", "defence.yaml"}

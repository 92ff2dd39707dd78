"""``evenbar measure`` as people and programs use it: reading, answers, JSON, refusals in one sentence."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenbar.cli import main
from evenbar.scorecard.reading import read
from tests.connect.filling import Written, fill
from tests.measure import published
from tests.scorecard.cards import SMALL

Run = Callable[..., tuple[int, str, str]]
HEAD = "candidate,interviewer,criterion,score\n"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its exit status, what it said, and what it complained of."""

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(["measure", *arguments])
        said = capfd.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return once


@pytest.fixture
def judges(tmp_path: Path) -> Path:
    """Shrout and Fleiss' six targets by four judges, as a long table."""
    rows = [f"p{p},r{r},k,{x}\n" for p, row in enumerate(published.JUDGES) for r, x in enumerate(row)]
    return written(tmp_path, HEAD + "".join(rows))


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    """Brennan's data set 4: ten persons, three tasks, four raters within each."""
    rows = [
        f"p{p},r{j},t{j // 4},{x}\n" for p, row in enumerate(published.BRENNAN_4) for j, x in enumerate(row)
    ]
    return written(tmp_path, HEAD + "".join(rows), name="tasks.csv")


def written(folder: Path, text: str, *, name: str = "ratings.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def piped(*arguments: str, content: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from evenbar.cli import main; main()", "measure", *arguments]
    return subprocess.run(command, input=content, capture_output=True, check=False, timeout=60)


def test_agreement_as_json_has_the_published_values(run: Run, judges: Path) -> None:
    """Shrout and Fleiss (1979), Table 4."""
    status, out, err = run("agreement", str(judges), "--json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert answer["n"] == {"candidates": 6, "interviewers": 4, "criteria": 1, "ratings": 24}
    assert answer["parts"] == 1
    assert answer["overall"] == answer["criteria"]["k"]
    assert set(answer["overall"]) == {"icc", "alpha", "gwet", "exact", "adjacent", "kendall_w"}
    single = answer["overall"]["icc"]["ICC(A,1)"]
    assert [single["value"], single["low"], single["high"]] == pytest.approx(
        [0.28976, 0.01879, 0.76108], abs=1e-5
    )
    assert set(answer["overall"]["alpha"]) == {"nominal", "ordinal", "interval", "ratio"}
    assert set(answer["overall"]["gwet"]["ordinal"]) == {"value", "se"}
    assert [warning["code"] for warning in answer["warnings"]] == ["too-few"]


def test_agreement_for_people_fits_80_columns_and_reads_itself(run: Run, judges: Path) -> None:
    status, out, _ = run("agreement", str(judges))
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert out.startswith("6 candidates, 4 interviewers, 1 criterion, 24 ratings\n")
    assert "ICC(A,1)                         0.29    0.02 to 0.76" in out
    assert "Two interviewers who rated the same candidate on the same criterion" in out
    assert "10 would be." in out


def test_generalizability_as_json_has_the_published_values(run: Run, tasks: Path) -> None:
    """Brennan (2001), Table 3.2; a panel of two raters on each of six tasks."""
    options = (
        "--design",
        "p x (r:i)",
        "--try-interviewers",
        "1-2,4",
        "--try-criteria",
        "3,6",
        "--hours",
        "0.5",
    )
    status, out, _ = run("generalizability", str(tasks), *options, "--json")
    answer = json.loads(out)
    assert status == 0
    variance = {name: part["value"] for name, part in answer["variance"].items()}
    expected = {"p": 0.4731, "i": 0.3252, "r:i": 0.6475, "pi": 0.5596, "pr:i": 2.3802}
    assert variance == pytest.approx(expected, abs=1e-4)
    assert answer["coefficients"]["generalizability"] == pytest.approx(0.5514, abs=1e-4)
    panels = {(row["interviewers"], row["criteria"]): row for row in answer["decision"]}
    assert set(panels) == {(r, i) for r in (1, 2, 4) for i in (3, 6)}
    assert panels[2, 6]["generalizability"] == pytest.approx(0.6187, abs=1e-4)
    assert panels[2, 6]["hours"] == 6.0
    assert panels[2, 6]["low"] < panels[2, 6]["generalizability"] < panels[2, 6]["high"]


def test_generalizability_for_people_fits_80_columns_and_says_what_is_enough(run: Run, tasks: Path) -> None:
    status, out, _ = run("generalizability", str(tasks), "--design", "p x (r:i)")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "pr:i  candidate by interviewer in criterion" in out
    assert "With 4 interviewers to each criterion on 3 criteria, as here: generalizability" in out
    assert "A reliability of .70 for ranking is reached with none of these panels." in out


@pytest.mark.parametrize("design", ["p x r", "p x i", "p x (r:i)"])
def test_every_answer_is_the_same_bytes_again(run: Run, tasks: Path, design: str) -> None:
    arguments = ("generalizability", str(tasks), "--design", design, "--json")
    assert run(*arguments) == run(*arguments)
    assert run("agreement", str(tasks), "--json") == run("agreement", str(tasks), "--json")


def test_the_order_of_rows_does_not_change_a_byte_of_the_coefficients(
    run: Run, tmp_path: Path, judges: Path
) -> None:
    lines = judges.read_text().splitlines(keepends=True)
    turned = written(tmp_path, lines[0] + "".join(reversed(lines[1:])), name="turned.csv")
    one, other = (json.loads(run("agreement", str(path), "--json")[1]) for path in (judges, turned))
    assert one["overall"]["alpha"] == other["overall"]["alpha"]
    assert one["overall"]["gwet"] == other["overall"]["gwet"]
    assert one["overall"]["icc"]["ICC(1)"]["value"] == pytest.approx(
        other["overall"]["icc"]["ICC(1)"]["value"]
    )


def test_standard_input_is_read_where_the_file_is_a_dash(judges: Path) -> None:
    done = piped(
        "agreement", "-", "--json", content=b"\xef\xbb\xbf" + judges.read_bytes().replace(b"\n", b"\r\n")
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["n"]["ratings"] == 24


def test_a_wide_sheet_is_read_with_its_criteria_named(run: Run, tmp_path: Path) -> None:
    text = "Who,By,coding,design,notes\nCho,Ada,3,4,good\nCho,Ben,4,4,\nDee,Ada,1,2,\nDee,Ben,2,,late\n"
    path = written(tmp_path, text)
    named = ("--wide", "--candidate", "Who", "--interviewer", "By")
    status, out, _ = run("agreement", str(path), *named, "--columns", "coding, design", "--json")
    assert status == 0
    assert json.loads(out)["n"] == {"candidates": 2, "interviewers": 2, "criteria": 2, "ratings": 7}
    status, _, err = run("agreement", str(path), *named)
    assert status == 2
    assert 'line 2, column "notes": "good" is not a number' in err


def test_every_bad_row_is_named_with_file_line_and_column(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "Cho,Ada,k,three\nCho,,k,3\nCho,Ben,k\n")
    status, out, err = run("agreement", str(path), "--json")
    assert (status, out) == (2, "")
    told = err.splitlines()
    assert told[0].startswith(f'{path}: line 2, column "score": "three" is not a number; write a level')
    assert told[1] == f'{path}: line 3, column "interviewer": the name of the interviewer is empty; write it.'
    assert told[2] == f"{path}: line 4: the row has 3 cells and the header 4; make them as many."
    assert told[3] == f"evenbar: 3 problems in {path}; nothing was measured."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("agreement", "nowhere.csv"), "nowhere.csv cannot be read: no such file or directory."),
        (("agreement", "FILE", "--levels", "5-1"), "the second level must be above the first"),
        (("agreement", "FILE", "--levels", "1-5"), '"10" is not on the scale from 1 to 5'),
        (("agreement", "FILE", "--columns", "k"), "give --wide too"),
        (("agreement", "FILE", "--wide", "--score", "k"), "give --columns, not --criterion or --score"),
        (("agreement", "FILE", "--candidate", "Person"), 'column "Person": there is no such column'),
        (("generalizability", "FILE", "--design", "p x q"), '"p x q" is not a design; the designs are'),
        (("generalizability", "FILE", "--design", "p x i"), "There is only one criterion"),
        (("generalizability", "FILE"), "design"),
        (
            ("generalizability", "FILE", "--design", "p x r", "--try-interviewers", "0"),
            "is not a list of numbers",
        ),
        (
            ("generalizability", "FILE", "--design", "p x r", "--try-criteria", "3"),
            "has nothing for --try-criteria",
        ),
        (("generalizability", "FILE", "--design", "p x r", "--hours", "nan"), "--hours must lie between"),
        (("agreement", "FILE", "--level", "1-5"), "No such option"),
        (("agreement", "FILE", "--dup", "mean"), "No such option"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, judges: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    """Options are never abbreviated either."""
    status, out, err = run(*(str(judges) if part == "FILE" else part for part in arguments))
    assert (status, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_twice_the_same_is_refused_unless_meant(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "Cho,Ada,k,3\nCho,Ben,k,4\nCho,Ada,k,4\nDee,Ada,k,1\nDee,Ben,k,1\n")
    assert run("agreement", str(path))[0] == 2
    status, out, _ = run("agreement", str(path), "--duplicates", "mean", "--json")
    answer = json.loads(out)
    assert (status, answer["n"]["ratings"]) == (0, 4)
    assert answer["overall"]["exact"] == 0.5


def test_fractions_are_refused_unless_meant(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "Cho,Ada,k,3.5\nCho,Ben,k,4\n")
    assert "--fractional" in run("agreement", str(path))[2]
    status, out, _ = run("agreement", str(path), "--fractional", "--json")
    assert (status, json.loads(out)["overall"]["adjacent"]) == (0, 1.0)


def test_two_halves_that_share_nobody_are_said(run: Run, tmp_path: Path) -> None:
    rows = [
        f"p{p},r{r},k,{x}\n"
        for p, row in enumerate(published.HALVES)
        for r, x in enumerate(row)
        if x is not None
    ]
    status, out, _ = run("agreement", str(written(tmp_path, HEAD + "".join(rows))), "--json")
    answer = json.loads(out)
    assert (status, answer["parts"]) == (0, 2)
    assert "disconnected" in [warning["code"] for warning in answer["warnings"]]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("Cho,Ada,k,3\nDee,Ada,k,4\n", "one-interviewer"),
        ("Cho,Ada,k,3\nCho,Ben,k,4\n", "one-candidate"),
        ("Cho,Ada,k,3\nCho,Ben,k,3\nDee,Ada,k,3\nDee,Ben,k,3\n", "constant"),
        ("Cho,Ada,k,1\nCho,Ben,k,3\n", "unused-level"),
    ],
)
def test_a_poor_table_is_a_finite_answer_with_a_warning(
    run: Run, tmp_path: Path, rows: str, code: str
) -> None:
    path = str(written(tmp_path, HEAD + rows))
    status, out, err = run("agreement", path, "--json")
    assert (status, err) == (0, "")
    assert "NaN" not in out
    assert code in [warning["code"] for warning in json.loads(out)["warnings"]]
    assert run("agreement", path)[0] == 0


def test_our_own_filled_workbook_is_read(run: Run, tmp_path: Path) -> None:
    """One that nobody has filled in holds no rating, and says so."""
    rows = [
        Written(0, "framing", 4, "Asked."),
        Written(1, "framing", 2, "Guessed."),
        Written(1, "explaining", 5, "Drew."),
    ]
    path = tmp_path / "ana.xlsx"
    path.write_bytes(fill(read(SMALL), rows, interviewers="Ada, Ben"))
    status, out, err = run("agreement", str(path), "--levels", "1-5", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["n"] == {"candidates": 1, "interviewers": 2, "criteria": 2, "ratings": 3}
    assert json.loads(out)["criteria"]["framing"]["exact"] == 0.0
    path.write_bytes(fill(read(SMALL), [], interviewers="Ada, Ben"))
    assert "There is no rating in the table" in run("agreement", str(path))[2]


def test_a_workbook_of_another_program_is_one_sentence(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    status, _, err = run("agreement", str(path))
    assert status == 2
    assert "Save another program's sheet as CSV in UTF-8" in err


def test_progress_is_told_on_a_terminal_alone(tmp_path: Path, judges: Path) -> None:
    """With a terminal as standard error a slow answer says that it is measuring; the answer stays clean."""
    code = (
        "import evenbar.cli.progress as p; p.PATIENCE = 0.0\n"
        f"from evenbar.cli import main; main(['measure', 'agreement', {str(judges)!r}, '--json'])"
    )
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=theirs, check=False, timeout=60
    )
    os.close(theirs)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "measuring" in told
    assert "24 rows read" in told
    assert json.loads(done.stdout)["n"]["ratings"] == 24

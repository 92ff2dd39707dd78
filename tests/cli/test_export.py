"""`evenbar scorecard export` as people and programs use it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evenbar.cli import main
from evenbar.connect.workbook.cells import sheets_of
from evenbar.scorecard import library
from evenbar.scorecard.scorecard import fingerprint

Run = Callable[..., tuple[int, str, str]]
BEGINS = {"xlsx": b"PK", "md": b"# ", "html": b"<!doctype html>", "pdf": b"%PDF-"}


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder: its exit status, what it said, and what it complained of."""
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(arguments)
        out, err = capfdbinary.readouterr()
        return int(exit.value.code or 0), out.decode("latin-1"), err.decode()

    return once


@pytest.mark.parametrize("kind", BEGINS)
def test_a_document_is_named_by_its_scorecard(run: Run, kind: str) -> None:
    status, out, err = run("scorecard", "export", "starter", "--to", kind)
    assert (status, err) == (0, "")
    assert out.startswith(f"starter.{kind}: ")
    assert Path(f"starter.{kind}").read_bytes().startswith(BEGINS[kind])
    assert os.listdir(".") == [f"starter.{kind}"]


@pytest.mark.parametrize("kind", BEGINS)
def test_standard_output_gets_the_document_alone(run: Run, kind: str) -> None:
    status, out, err = run("scorecard", "export", "starter", "--to", kind, "--output", "-")
    assert (status, err) == (0, "")
    assert out.encode("latin-1").startswith(BEGINS[kind])


def test_a_file_that_stands_is_not_written_over_by_a_slip(run: Run) -> None:
    """It may be a workbook with ratings in it; --force says that it is meant."""
    Path("mine.xlsx").write_text("my ratings")
    arguments = ("scorecard", "export", "starter", "--to", "xlsx", "--output", "mine.xlsx")
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert (
        err
        == "evenbar: mine.xlsx stands already; name another with --output, or write over it with --force.\n"
    )
    assert Path("mine.xlsx").read_text() == "my ratings"
    assert run(*arguments, "--force")[0] == 0
    assert Path("mine.xlsx").read_bytes().startswith(b"PK")


def test_each_candidate_gets_a_workbook(run: Run) -> None:
    """The name is in it, and the file is named by what a file name can hold."""
    arguments = (
        "scorecard",
        "export",
        "starter",
        "--to",
        "xlsx",
        "--output",
        "out",
        "--candidates",
        "Ána Ng, =Bo/../x, 李",
    )
    status, out, _ = run(*arguments, "--json")
    answer = json.loads(out.encode("latin-1"))
    assert status == 0
    assert answer["fingerprint"] == fingerprint(library.load("starter"))
    assert answer["files"] == ["out/starter-ána-ng.xlsx", "out/starter-bo-x.xlsx", "out/starter-李.xlsx"]
    names = [sheets_of(Path(file).read_bytes())[0].at(4, 2) for file in answer["files"]]
    assert [(name.text, name.is_formula) for name in names] == [
        ("Ána Ng", False),
        ("=Bo/../x", False),
        ("李", False),
    ]
    assert run(*arguments)[0] == 2


def test_interviewers_get_their_sheets(run: Run) -> None:
    run("scorecard", "export", "starter", "--to", "xlsx", "--interviewers", "Ada, Ben")
    titles = [sheet.title for sheet in sheets_of(Path("starter.xlsx").read_bytes())]
    assert titles[3:5] == ["Ada", "Ben"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.yaml", "--to", "xlsx"), "nowhere.yaml cannot be read"),
        (("starter",), "--to"),
        (("starter", "--to", "docx"), "docx"),
        (
            ("starter", "--to", "md", "--interviewers", "Ada"),
            "--interviewers and --candidates are for --to xlsx",
        ),
        (
            ("starter", "--to", "pdf", "--candidates", "Ana"),
            "--interviewers and --candidates are for --to xlsx",
        ),
        (("starter", "--to", "xlsx", "--interviewers", "Ada,Ada"), 'names "Ada" twice'),
        (("starter", "--to", "xlsx", "--interviewers", "Ada=nowhere"), 'no rated stage "nowhere"'),
        (("starter", "--to", "xlsx", "--candidates", "Ana,Ana"), 'names "Ana" twice'),
        (("starter", "--to", "xlsx", "--candidates", "Ana,"), "empty name"),
        (("starter", "--to", "xlsx", "--candidates", "x" * 81), "longer than 80"),
        (("starter", "--to", "xlsx", "--candidates", ",".join(f"c{n}" for n in range(51))), "at most 50"),
        (("starter", "--to", "xlsx", "--output", "no/such/folder/x.xlsx"), "cannot be written"),
        (("starter", "--to", "xlsx", "--output", "-", "--json"), "standard output takes one document alone"),
        (
            ("starter", "--to", "xlsx", "--output", "-", "--candidates", "Ana"),
            "standard output takes one document",
        ),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, arguments: tuple[str, ...], words: str) -> None:
    """Nothing is written, the status is 2, and the sentence says what is wrong."""
    status, out, err = run("scorecard", "export", *arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert os.listdir(".") == []

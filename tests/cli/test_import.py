"""`evenbar import workbook` as people and programs use it: a table of ratings, or every problem at once."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evenbar.cli import main
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.cli.serving import evenbar
from tests.cli.stores import make_store
from tests.connect.filling import HOSTILE, Written, fill, opened, saved
from tests.scorecard.cards import SMALL

Run = Callable[..., tuple[int, str, str]]
CARD = read(SMALL)
PANEL = Path(__file__).parents[1] / "panel" / "small.yaml"
ADA = [
    Written(
        0,
        "framing",
        "4 - above",
        "Asked what an error costs.",
        "Forgot the baseline.",
        "prompted",
        "A brief.",
        "ok",
    ),
    Written(0, "explaining", "not reached"),
]
BEN = [
    Written(1, "framing", 2, "=Named a model first"),
    Written(1, "explaining", 5, "-3 minutes,\nno slides"),
]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder of its own: its exit status, what it said, and what it complained of."""
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(arguments)
        said = capfd.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return once


def put(name: str, rows: list[Written], **more: Any) -> str:
    """A workbook in the folder."""
    Path(name).write_bytes(fill(more.pop("card", CARD), rows, interviewers="Ada, Ben", **more))
    return name


def test_a_workbook_becomes_a_table_of_ratings(run: Run) -> None:
    """One row a rating; a missing one has no score and says of which kind it is."""
    status, out, err = run("import", "workbook", put("ana.xlsx", ADA + BEN))
    assert (status, err) == (0, "")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows == [
        ["candidate", "interviewer", "criterion", "score", "evidence", "missing", "flag"],
        [
            "Ana Ng",
            "Ada",
            "framing",
            "4",
            "For: Asked what an error costs.\nAgainst: Forgot the baseline.",
            "",
            "",
        ],
        ["Ana Ng", "Ada", "explaining", "", "", "not-reached", ""],
        ["Ana Ng", "Ben", "framing", "2", "'=Named a model first", "", ""],
        ["Ana Ng", "Ben", "explaining", "5", "'-3 minutes,\nno slides", "", ""],
    ]


def test_copies_of_one_workbook_are_gathered(run: Run) -> None:
    """Each interviewer's copy and the one into which all were gathered give every rating once."""
    files = [put("ada.xlsx", ADA), put("ben.xlsx", BEN), put("all.xlsx", ADA + BEN)]
    status, out, err = run("import", "workbook", *files, "--json")
    assert (status, err) == (0, "")
    answer = json.loads(out)
    told = [(row["interviewer"], row["criterion"], row["score"], row["missing"]) for row in answer["ratings"]]
    assert told == [
        ("Ada", "framing", 4, None),
        ("Ada", "explaining", None, "not-reached"),
        ("Ben", "framing", 2, None),
        ("Ben", "explaining", 5, None),
    ]
    assert answer["ratings"][0]["prompted"] == "prompted"
    assert answer["ratings"][0]["asked"] == "A brief."
    assert answer["ratings"][2]["evidence_for"] == "=Named a model first"
    assert answer["files"][0]["fingerprint"] == fingerprint(CARD)


def test_recommendations_are_told_apart_from_ratings(run: Run) -> None:
    """Once for all copies; two that differ are named."""
    for name, words in (("one.xlsx", "yes"), ("two.xlsx", "no")):
        book = opened(fill(CARD, ADA, interviewers="Ada, Ben"))
        book["Ada"]["D4"].value = words
        Path(name).write_bytes(saved(book))
    answer = json.loads(run("import", "workbook", "one.xlsx", "one.xlsx", "--json")[1])
    assert answer["recommendations"] == [
        {"candidate": "Ana Ng", "interviewer": "Ada", "recommendation": "yes"}
    ]
    status, _, err = run("import", "workbook", "one.xlsx", "two.xlsx")
    assert status == 2
    assert 'two.xlsx: sheet "Ada", D4 is another recommendation by Ada than the one in one.xlsx' in err


def test_two_ratings_of_one_cell_are_named(run: Run) -> None:
    """Neither is chosen, neither is averaged."""
    files = [put("one.xlsx", ADA), put("two.xlsx", [Written(0, "framing", 1, "Another day.")])]
    status, out, err = run("import", "workbook", *files)
    assert (status, out) == (2, "")
    assert (
        'two.xlsx: sheet "Ada", F7 is another rating by Ada than the one in one.xlsx, sheet "Ada", F7' in err
    )


def test_every_problem_of_every_file_comes_in_one_pass(run: Run) -> None:
    Path("text.xlsx").write_text("no workbook")
    files = [
        put("a.xlsx", [Written(0, "framing", 7, "x"), Written(1, "framing", "good", "x")]),
        "text.xlsx",
        put("b.xlsx", [Written(0, "framing", 3)], candidate=""),
    ]
    status, out, err = run("import", "workbook", *files, "--output", "ratings.csv")
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith('a.xlsx: sheet "Ada", F7 holds 7, which is no level')
    assert lines[1].startswith('a.xlsx: sheet "Ben", F7 holds "good", which is no level')
    assert lines[2].startswith("text.xlsx is not an .xlsx workbook")
    assert lines[-1] == "evenbar: 5 problems; nothing was imported."
    assert not Path("ratings.csv").exists()
    answer = json.loads(run("import", "workbook", *files, "--json")[1])
    assert [(row["file"], row["cell"]) for row in answer["problems"]][:3] == [
        ("a.xlsx", "F7"),
        ("a.xlsx", "F7"),
        ("text.xlsx", ""),
    ]
    assert answer["ratings"] == []


def test_a_level_without_evidence_is_refused_unless_it_is_meant(run: Run) -> None:
    """Then it is flagged, so that nobody takes it for an ordinary one."""
    file = put("bare.xlsx", [Written(0, "framing", 3), Written(0, "explaining", "nothing shown")])
    assert (
        "F7 has level 3 without evidence; write what was said or done into C7."
        in run("import", "workbook", file)[2]
    )
    status, out, err = run("import", "workbook", file, "--without-evidence")
    assert status == 0
    assert [row["flag"] for row in csv.DictReader(io.StringIO(out))] == ["no evidence", ""]
    assert err == 'bare.xlsx: sheet "Ada", F7 is a level without evidence, taken and flagged.\n'


def test_another_version_is_said_and_another_scorecard_refused(run: Run) -> None:
    file = put("ana.xlsx", ADA)
    Path("newer.yaml").write_text(SMALL.replace("Starts from an algorithm.", "Starts from a model."))
    Path("same.yaml").write_text(SMALL)
    assert run("import", "workbook", file, "--scorecard", "same.yaml")[2] == ""
    status, out, err = run("import", "workbook", file, "--scorecard", "newer.yaml")
    assert status == 0
    assert out.count("\n") >= 3
    assert f"was made from another version of small ({fingerprint(CARD)[:12]})" in err
    status, _, err = run("import", "workbook", file, "--scorecard", "starter")
    assert status == 2
    assert 'was made from scorecard "small", not from "starter"' in err


def test_files_from_two_scorecards_or_versions_are_not_mixed(run: Run) -> None:
    newer = read(SMALL.replace("Starts from an algorithm.", "Starts from a model."))
    mine, theirs = put("mine.xlsx", ADA), put("theirs.xlsx", [Written(0, "at", 3, "x")], card=HOSTILE)
    later = put("later.xlsx", BEN, card=newer)
    assert 'from scorecard "hostile" and mine.xlsx from "small"' in run("import", "workbook", mine, theirs)[2]
    assert "another version of the scorecard than mine.xlsx" in run("import", "workbook", mine, later)[2]


def test_what_was_left_blank_is_said_and_is_no_rating(run: Run) -> None:
    status, out, err = run("import", "workbook", put("half.xlsx", ADA[:1]))
    assert (status, out.count("\nAna")) == (0, 1)
    assert err == "half.xlsx: Ada left 1 criterion blank; no rating of any kind was read there.\n"
    empty = put("empty.xlsx", [])
    assert run("import", "workbook", empty)[2] == "empty.xlsx: nobody has filled in a sheet yet.\n"


def test_the_table_goes_into_a_file_that_does_not_stand_yet(run: Run) -> None:
    file = put("ana.xlsx", ADA + BEN)
    status, out, _ = run("import", "workbook", file, "--output", "ratings.csv")
    assert (status, out) == (0, "ratings.csv: 3 ratings and 1 missing, by 2 interviewers.\n")
    table = Path("ratings.csv").read_text(encoding="utf-8")
    assert table == run("import", "workbook", file)[1]
    status, _, err = run("import", "workbook", file, "--output", file)
    assert (status, "stands already" in err) == (2, True)
    assert run("import", "workbook", file, "--output", "ratings.csv", "--force", "--json")[0] == 0


def test_names_from_a_file_cannot_speak_to_a_terminal_or_a_spreadsheet(run: Run) -> None:
    """Escape signs are shown as such, formulas get an apostrophe."""
    content = fill(
        CARD, [Written(0, "framing", 3, "x")], interviewers="@Ada\x1b]0;x", candidate="=cmd|' /C calc'!A1"
    )
    Path("wild.xlsx").write_bytes(content)
    status, out, _ = run("import", "workbook", "wild.xlsx")
    assert status == 0
    assert "\x1b" not in out
    row = next(csv.DictReader(io.StringIO(out)))
    assert (row["candidate"][0], row["interviewer"][0]) == ("'", "'")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "FILE"),
        (("nowhere.xlsx",), "nowhere.xlsx cannot be read: no such file or directory."),
        ((".",), "cannot be read"),
        (tuple("a" for _ in range(201)), "at most 200 files"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, arguments: tuple[str, ...], words: str) -> None:
    status, out, err = run("import", "workbook", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_what_was_read_goes_into_the_drafts_of_an_opening(run: Run, tmp_path: Path) -> None:
    """Once; the second time, and for an opening or store that is not there, a sentence says why not."""
    data = str(make_store(tmp_path / "data"))
    card = read(PANEL.read_text(encoding="utf-8"))
    rows = [Written(0, "framing", 4, "Asked what an error costs."), Written(0, "deployment", "not reached")]
    Path("ada.xlsx").write_bytes(
        fill(card, rows, interviewers="ada.interviewer@example.org=design", candidate="Priya Candidate")
    )
    words = ("import", "workbook", "ada.xlsx", "--opening", "1", "--data", data)
    done = evenbar(*words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    [draft] = json.loads(done.stdout)["drafts"]
    assert (draft["interviewer"], draft["stage"]) == ("ada.interviewer@example.org", "design")
    again = evenbar(*words)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.splitlines() == [
        "Ada Interviewer on Priya Candidate: the draft has something in it already; it is not written over.",
        "evenbar: 1 problem; no draft was touched.",
    ]
    nowhere = evenbar("import", "workbook", "ada.xlsx", "--opening", "77", "--data", data)
    assert (nowhere.returncode, "there is no opening 77" in nowhere.stderr) == (2, True)
    no_store = evenbar("import", "workbook", "ada.xlsx", "--opening", "1", "--data", str(tmp_path / "none"))
    assert (no_store.returncode, "there is no store in" in no_store.stderr) == (2, True)
    assert run(*words, "--output", "x.csv")[0] == 2

"""``evenbar scorecard`` as people and programs use it: answers, JSON, exit status, one sentence when it cannot."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenbar.cli import main
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from evenbar.scorecard.schema import json_schema
from evenbar.scorecard.scorecard import fingerprint
from tests.scorecard.cards import SMALL

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its exit status, what it said, and what it complained of."""

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(arguments)
        said = capfd.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return once


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A file with a small scorecard."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_list_names_the_packaged_scorecards(run: Run) -> None:
    """List names the packaged scorecards, to people and to programs."""
    status, out, err = run("scorecard", "list")
    assert (status, err) == (0, "")
    assert "starter" in out
    assert "7 criteria, 3 stages" in out
    rows = json.loads(run("scorecard", "list", "--json")[1])["scorecards"]
    assert [row["name"] for row in rows] == list(library.names())


def test_list_names_criteria_and_questions_of_the_library(run: Run) -> None:
    """List names the library's criteria and questions, by kind, by what they cover and by their words."""
    status, out, _ = run("scorecard", "list", "--criteria")
    assert status == 0
    assert all(f"{row.id}@{row.versions[-1]}" in out for row in library.criteria())
    rows = json.loads(run("scorecard", "list", "--criteria", "--covers", "models", "--json")[1])["criteria"]
    assert [(row["id"], row["family"]) for row in rows] == [("model-development", "ml")]
    status, out, _ = run(
        "scorecard", "list", "--questions", "--kind", "situational", "--search", "VALIDATION error"
    )
    assert (status, max(map(len, out.splitlines())) < 80) == (0, True)
    assert "two-curves · situational · 12 minutes" in out
    rows = json.loads(run("scorecard", "list", "--questions", "--json")[1])["questions"]
    assert len(rows) == len(library.questions())
    assert run("scorecard", "list", "--questions", "--search", "pelican-free")[1] == "0 questions.\n"
    cards = json.loads(run("scorecard", "list", "--search", "honestly", "--json")[1])["scorecards"]
    assert [row["name"] for row in cards] == ["starter"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--criteria", "--questions"], "choose one of --criteria and --questions."),
        (["--kind", "design"], "give --questions too."),
        (["--covers", "models"], "give --criteria or --questions too."),
        (["--questions", "--kind", "puzzle"], '"puzzle" is not one of past-behaviour, '),
        (["--criteria", "--covers", "magic"], '"magic" is not one of models, '),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(run: Run, arguments: list[str], sentence: str) -> None:
    """A list that makes no sense, or of a kind that does not exist, is refused with what there is."""
    status, out, err = run("scorecard", "list", *arguments)
    assert (status, out) == (2, "")
    assert sentence in err


def test_show_shows_a_criterion_of_the_library(run: Run) -> None:
    """Show shows a criterion of the library, at its newest version or at one that is named."""
    status, out, _ = run("scorecard", "show", "framing")
    words = library.criterion("framing").criterion
    assert (status, max(map(len, out.splitlines())) < 80) == (0, True)
    assert out.splitlines()[0] == words.name
    assert f"include: framing@{library.newest('framing')}" in out
    assert all(question.id in out for question in words.questions)
    assert run("scorecard", "show", "framing@1", "--yaml")[1] == library.criterion_text("framing", 1)
    answer = json.loads(run("scorecard", "show", "framing@1", "--json")[1])
    assert (answer["include"], answer["licence"]) == ("framing@1", "CC-BY-4.0")
    assert answer["criterion"]["anchors"]["1"]["summary"] == words.anchors[0].summary
    status, out, err = run("scorecard", "show", "framing@99")
    assert (status, out) == (2, "")
    assert "the library has framing in version 1" in err


def test_new_begins_a_scorecard_that_is_ready_to_edit(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New writes a file with the id and the title asked for, and comments that help; it never overwrites one."""
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("scorecard", "new", "--from", "starter", "--id", "ours", "--title", "Our engineer")
    assert (status, out.startswith("ours.yaml: begun from starter")) == (0, True)
    text = Path("ours.yaml").read_text(encoding="utf-8")
    card, packaged = read(text), library.load("starter")
    assert (card.scorecard, card.title) == ("ours", "Our engineer")
    assert (card.criteria, card.stages) == (packaged.criteria, packaged.stages)
    assert text.startswith("# Begun from Evenbar's starter.")
    assert "\n# Agree on the rule and the bar before you meet anyone.\ndecision:" in text
    Path("ours.yaml").write_text("mine", encoding="utf-8")
    status, out, err = run("scorecard", "new", "--from", "starter", "--id", "ours")
    assert (status, out) == (2, "")
    assert err == "evenbar: ours.yaml is there already; give another --output or --id.\n"
    assert Path("ours.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", library.names())
def test_new_written_out_says_what_the_packaged_one_says(run: Run, name: str) -> None:
    """New from any packaged scorecard, written out or not, says what the packaged one says."""
    for more in ([], ["--written-out"]):
        status, out, _ = run("scorecard", "new", "--from", name, "--output", "-", *more)
        assert status == 0
        assert fingerprint(read(out)) == fingerprint(library.load(name))
        assert all(row.include is None for row in read(out).criteria) or not more
    answer = json.loads(run("scorecard", "new", "--from", name, "--output", "-", "--json")[1])
    assert answer["fingerprint"] == fingerprint(library.load(name))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "startr"], 'no packaged scorecard is called "startr"; did you mean "starter"?'),
        (["--from", "starter", "--id", "Our Card"], '"Our Card" is no id'),
        (["--from", "starter", "--title", " "], "a title needs words."),
        (["--from", "starter", "--output", "missing/ours.yaml"], "cannot be written: no such file"),
        ([], "--from"),
    ],
)
def test_new_that_cannot_be_is_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    """New that cannot be is refused in a sentence, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    status, out, err = run("scorecard", "new", *arguments)
    assert (status, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", library.names())
def test_show_fits_a_terminal(run: Run, name: str) -> None:
    """Show names every criterion and stage within 80 columns."""
    status, out, _ = run("scorecard", "show", name)
    assert status == 0
    assert max(len(line) for line in out.splitlines()) < 80
    card = library.load(name)
    assert all(criterion.id in out for criterion in card.criteria)
    assert all(stage.name in out for stage in card.stages)


def test_show_gives_content_as_json_and_as_yaml(run: Run, small: Path) -> None:
    """Show gives the content as JSON with its fingerprint, and the file as it is."""
    answer = json.loads(run("scorecard", "show", str(small), "--json")[1])
    assert answer["fingerprint"] == fingerprint(read(SMALL))
    assert read(json.dumps(answer["content"])) == read(SMALL)
    assert answer["shares"] == {"framing": 0.75, "explaining": 0.25}
    assert run("scorecard", "show", str(small), "--yaml")[1] == SMALL
    assert run("scorecard", "show", str(small), "--yaml", "--json")[0] == 2


def test_check_says_that_a_file_can_be_read(run: Run, small: Path) -> None:
    """Check of files that can be read says so, with their fingerprints, and is fine."""
    status, out, err = run("scorecard", "check", str(small), "starter")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == f"{small}: readable, fingerprint {fingerprint(read(SMALL))[:12]}"


def test_check_tells_every_problem_with_its_place(run: Run, small: Path) -> None:
    """Check tells every problem with file, line and column, and ends with status 2."""
    small.write_text(
        SMALL.replace("weight: 3 ", "weigth: 0 ").replace("bar: 3.4", "bar: 9"), encoding="utf-8"
    )
    status, out, err = run("scorecard", "check", str(small))
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        f'{small}:15:5: criterion "framing": unknown key "weigth"; did you mean "weight"?',
        f'{small}:47:8: decision: "bar" must be a number from 1 to 5, not "9".',
    ]
    status, out, err = run("scorecard", "check", "starter", str(small), "--json")
    fine, broken = json.loads(out)["files"]
    assert (status, err, fine["problems"]) == (2, "", [])
    assert (broken["problems"][0]["line"], broken["problems"][0]["path"]) == (15, "criteria/framing/weigth")


@pytest.mark.parametrize("command", ["show", "print", "check"])
def test_an_unreadable_file_ends_every_command(run: Run, small: Path, command: str) -> None:
    """A file that is no scorecard ends every command with its problems and status 2."""
    small.write_text("title: [", encoding="utf-8")
    status, out, err = run("scorecard", command, str(small))
    assert (status, out) == (2, "")
    assert err.startswith(f"{small}:")


def test_diff_tells_what_changed(run: Run, small: Path, tmp_path: Path) -> None:
    """Diff tells what changed, to people and to programs, and that nothing did."""
    new = tmp_path / "new.yaml"
    new.write_text(
        SMALL.replace("weight: 3 ", "weight: 1 ").replace("Starts from", "Begins with"), encoding="utf-8"
    )
    status, out, _ = run("scorecard", "diff", str(small), str(new))
    assert status == 0
    assert "its share goes from 75 % to\n  50 %." in out
    assert "    was: Starts from an algorithm.\n    now: Begins with an algorithm.\n" in out
    answer = json.loads(run("scorecard", "diff", str(small), str(new), "--json")[1])
    assert [change["kind"] for change in answer["changes"]] == [
        "weight-moved",
        "anchor-reworded",
        "share-moved",
    ]
    assert run("scorecard", "diff", "starter", "starter")[1] == "No changes: both have the same content.\n"


def test_schema_prints_the_schema(run: Run) -> None:
    """Schema prints the JSON Schema, asked for as JSON or not."""
    assert json.loads(run("scorecard", "schema")[1]) == json_schema()
    assert run("scorecard", "schema", "--json") == run("scorecard", "schema")


def test_print_writes_a_page(run: Run, tmp_path: Path) -> None:
    """Print writes the page to the screen or to a file."""
    status, page, _ = run("scorecard", "print", "starter")
    assert status == 0
    assert page.startswith("<!doctype html>")
    target = tmp_path / "page.html"
    status, out, _ = run("scorecard", "print", "starter", "--output", str(target))
    assert (status, target.read_text(encoding="utf-8")) == (0, page)
    assert "fits one sheet" in out
    assert json.loads(run("scorecard", "print", "starter", "--json")[1])["html"] == page


def test_too_many_rows_for_a_sheet_are_refused(run: Run, small: Path) -> None:
    """A scorecard with more rows than a sheet holds in readable type is refused with a sentence."""
    rows = "".join(f"  - {{id: row-{number}, name: Row, family: ml}}\n" for number in range(60))
    small.write_text(SMALL.replace("stages:\n", f"{rows}stages:\n"), encoding="utf-8")
    status, out, err = run("scorecard", "print", str(small))
    assert (status, out) == (2, "")
    assert err == "evenbar: 62 criteria do not fit on one sheet in readable type; print fewer of them.\n"


WRONG = {
    "no command": ["scorecard"],
    "an unknown command": ["scorecard", "lst"],
    "an abbreviated option": ["scorecard", "list", "--js"],
    "no scorecard": ["scorecard", "show"],
    "a file that is not there": ["scorecard", "show", "nowhere.yaml"],
    "a folder": ["scorecard", "check", "/"],
    "an empty name": ["scorecard", "check", ""],
    "a name with a null": ["scorecard", "check", "a\x00b"],
    "a page nowhere": ["scorecard", "print", "starter", "--output", "/nowhere/page.html"],
    "an unknown room": ["scorcard"],
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_one_sentence(run: Run, case: str) -> None:
    """Wrong use is one sentence on stderr and status 2."""
    status, out, err = run(*WRONG[case])
    assert (status, out) == (2, "")
    assert err.startswith("evenbar: ")
    assert err.count("\n") == 1


def test_signs_that_a_terminal_obeys_are_not_printed(run: Run, small: Path) -> None:
    """A scorecard cannot send signs that a terminal obeys."""
    small.write_text(SMALL.replace("name: Explains", 'name: "Ex\\x1b[31mplains"'), encoding="utf-8")
    assert "\x1b" not in "".join(run("scorecard", "show", str(small))[1:])
    small.write_text(SMALL.replace("family: behaviour", 'family: "\\x1b[31m"'), encoding="utf-8")
    assert "\x1b" not in "".join(run("scorecard", "check", str(small))[1:])


def evenbar(*arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    code = "from evenbar.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], input=content, capture_output=True, check=False
    )


def test_standard_input_is_read() -> None:
    """A dash reads standard input, and only as much of it as a scorecard may have."""
    assert evenbar("scorecard", "check", "-", content=SMALL.encode()).returncode == 0
    done = evenbar("scorecard", "check", "-", content=b"a" * 5_000_000)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"standard input:1:1: the file is larger than 2 MB" in done.stderr


def test_a_reader_that_stops_early_is_no_error() -> None:
    """A reader of the output that stops early is no error."""
    code = "from evenbar.cli import main; main(['scorecard', 'show', 'senior-ml-engineer', '--yaml'])"
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as broken:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=broken, stderr=subprocess.PIPE, check=False
        )
    assert done.stderr == b""


def test_help_loads_no_web_framework() -> None:
    """Help and the scorecard commands load no web framework and no numerics."""
    code = (
        "import sys\nfrom evenbar.cli import main\n"
        "try:\n    main(['scorecard', 'list'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'django', 'numpy', 'allauth', 'psycopg', 'granian'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_version_is_told(run: Run) -> None:
    """The version is told, and bare ``evenbar`` shows what it can do."""
    from evenbar import __version__

    assert run("--version")[1].strip() == __version__
    assert run("--version")[0] == 0
    assert "scorecard" in run()[1]

"""``evenbar lint`` and ``evenbar rule`` as people and programs use them: what they read, say, write, and exit with."""

import io
import json
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenbar.cli import main
from evenbar.connect.workbook.making import workbook
from evenbar.connect.workbook.seats import seats_of
from evenbar.lint import team
from evenbar.lint.rule import FAMILIES, rules
from evenbar.scorecard import library
from tests.connect.filling import Written, fill
from tests.lint.cards import WEAK

Run = Callable[..., tuple[int, str, str]]
UNUSED = "suppress:\n  - {rule: no-bar, where: decision, because: There is a bar by now.}\n"
RATINGS = """\
candidate,interviewer,criterion,score,evidence
Ada Sample,Ben,serving,5,"Did not mention a baseline.
Guessed at the horizon."
Eve Sample,Ben,serving,,
"""


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder: its exit status, what it said, and what it complained of."""
    monkeypatch.chdir(tmp_path)
    team.found_above.cache_clear()
    team.read.cache_clear()

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(arguments)
        said = capfd.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return once


@pytest.fixture
def weak(tmp_path: Path) -> Path:
    """A file with a weak scorecard."""
    path = tmp_path / "weak.yaml"
    path.write_text(WEAK, encoding="utf-8")
    return path


def test_findings_are_told_with_place_and_rule(run: Run, weak: Path) -> None:
    """An error among them is exit status 1."""
    status, out, err = run("lint", "weak.yaml")
    assert (status, err) == (1, "")
    assert "weak.yaml:12:48 tool-name (warning)" in out
    assert "weak.yaml:11:5 missing-level (error)" in out
    assert max(len(line) for line in out.splitlines()) < 80


def test_without_an_error_the_exit_status_is_fine(run: Run, weak: Path) -> None:
    """Warnings alone do not fail."""
    status, out, _ = run("lint", "weak.yaml", "--select", "tool-name")
    assert status == 0
    assert "1 warning in 1 file" in out
    assert run("lint", "weak.yaml", "--ignore", ",".join(FAMILIES)) == (0, "Nothing found in 1 file.\n", "")


@pytest.mark.parametrize("name", library.names())
def test_packaged_scorecards_are_read_by_name(run: Run, name: str) -> None:
    """A packaged name is enough."""
    status, out, _ = run("lint", name, "--select", "suppression")
    assert (status, out) == (0, "Nothing found in 1 file.\n")


def test_a_folder_gives_its_scorecards_and_counts_the_rest(run: Run, weak: Path, tmp_path: Path) -> None:
    """Every YAML file that calls itself a scorecard, in order, hidden folders aside; each once."""
    for name in ("b/two.yml", "a/one.yaml", ".git/three.yaml"):
        path = tmp_path / "cards" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(WEAK, encoding="utf-8")
    (tmp_path / "cards" / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    status, out, _ = run("lint", "cards", "cards/a/one.yaml", "--select", "tool-name")
    assert status == 0
    assert [line.split(":")[0] for line in out.splitlines() if "tool-name (" in line] == [
        "cards/a/one.yaml",
        "cards/b/two.yml",
    ]
    assert "2 warnings in 2 files; 1 other YAML file left out." in " ".join(out.split())


def test_a_folder_without_a_scorecard_is_wrong_use(run: Run, tmp_path: Path) -> None:
    """It is not silently fine."""
    (tmp_path / "empty").mkdir()
    status, out, err = run("lint", "empty")
    assert (status, out) == (2, "")
    assert err == "evenbar: empty holds no scorecard: no YAML file with the keys evenbar and scorecard.\n"


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash is standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WEAK.encode())))
    status, out, _ = run("lint", "-", "--select", "tool-name")
    assert status == 0
    assert "standard input:12:48 tool-name" in out


def test_a_file_that_cannot_be_read_as_a_scorecard_is_exit_status_2(
    run: Run, weak: Path, tmp_path: Path
) -> None:
    """Its problems are told at their places; the other files are proof-read all the same."""
    (tmp_path / "broken.yaml").write_text("evenbar: 1\nscorecard: x\n", encoding="utf-8")
    status, out, _ = run("lint", "broken.yaml", "weak.yaml", "--select", "tool-name")
    assert status == 2
    assert 'broken.yaml:1:1: "title" is missing.' in out
    assert "weak.yaml:12:48 tool-name" in out
    assert "1 file could not be read" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.yaml"], "none.yaml cannot be read: no such file or directory."),
        ([""], "name a scorecard: a file, a folder, a packaged name, or - for standard input."),
        (
            ["weak.yaml", "--select", "tool-nam"],
            'names "tool-nam", which is no rule or family; did you mean "tool-name"?',
        ),
        (["weak.yaml", "--today", "tomorrow"], "--today takes a date like 2026-11-24, not 'tomorrow'."),
        (["weak.yaml", "--fix", "--diff"], "choose one of --fix and --diff."),
        (["weak.yaml", "--diff", "--format", "json"], "--diff prints a diff; it takes no --format."),
        (["weak.yaml", "--config", "none.toml"], "none.toml cannot be read: no such file or directory."),
        (["weak.yaml", "--format", "xml"], "xml"),
        ([], "PATH"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, weak: Path, arguments: list[str], sentence: str) -> None:
    """What is wrong and what to do; exit status 2."""
    status, out, err = run("lint", *arguments)
    assert (status, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_the_teams_file_above_the_scorecard_counts(run: Run, weak: Path, tmp_path: Path) -> None:
    """Severities, words and limits; a fault in it is one sentence with file and key."""
    (tmp_path / "evenbar.toml").write_text('[lint.severity]\ntool-name = "error"\n', encoding="utf-8")
    assert run("lint", "weak.yaml", "--select", "tool-name")[0] == 1
    team.read.cache_clear()
    (tmp_path / "evenbar.toml").write_text('[lint.severity]\ntool-name = "loud"\n', encoding="utf-8")
    status, out, err = run("lint", "weak.yaml")
    assert (status, out) == (2, "")
    assert "evenbar.toml: lint.severity.tool-name must be one of error, warning, info, off" in err


def test_json_and_sarif_are_documents(run: Run, weak: Path) -> None:
    """The same findings in each; the exit status does not depend on the format."""
    status, out, _ = run("lint", "weak.yaml", "--format", "json")
    told = json.loads(out)
    assert status == 1
    names = [finding["rule"] for finding in told["files"][0]["findings"]]
    status, out, _ = run("lint", "weak.yaml", "--format", "sarif")
    assert status == 1
    assert [result["ruleId"] for result in json.loads(out)["runs"][0]["results"]] == names
    status, out, _ = run("lint", "weak.yaml", "--format", "github")
    assert status == 1
    assert [line.split("title=")[1].split("::")[0] for line in out.splitlines()] == names


def test_diff_shows_and_writes_nothing(run: Run, weak: Path) -> None:
    """A unified diff; exit status 1 where there is something to mend, 0 where there is not."""
    assert run("lint", "weak.yaml", "--diff", "--select", "suppression") == (0, "", "")
    weak.write_text(WEAK + UNUSED, encoding="utf-8")
    status, out, err = run("lint", "weak.yaml", "--diff", "--select", "suppression")
    assert (status, err) == (1, "")
    assert out.splitlines()[:2] == ["--- a/weak.yaml", "+++ b/weak.yaml"]
    assert "-  - {rule: no-bar, where: decision, because: There is a bar by now.}" in out
    assert weak.read_text(encoding="utf-8") == WEAK + UNUSED


def test_fix_writes_the_file_and_tells_what_is_left(run: Run, weak: Path, tmp_path: Path) -> None:
    """The mode stays, no other file appears, and what cannot be mended is told as ever."""
    weak.write_text(WEAK + UNUSED, encoding="utf-8")
    weak.chmod(0o640)
    status, out, err = run("lint", "weak.yaml", "--fix", "--select", "suppression,missing-level")
    assert (status, err) == (1, "weak.yaml: 1 finding mended.\n")
    assert "missing-level" in out
    assert weak.read_text(encoding="utf-8") == WEAK + "suppress: []\n"
    assert stat.S_IMODE(weak.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["weak.yaml"]
    assert run("lint", "weak.yaml", "--fix", "--select", "suppression")[::2] == (0, "")


def test_fix_needs_a_file_and_leaves_a_broken_one_alone(run: Run, tmp_path: Path) -> None:
    """Standard input and packaged scorecards are refused; what cannot be read stays byte for byte."""
    status, _, err = run("lint", "starter", "--fix")
    assert (status, err) == (
        2,
        "evenbar: --fix writes files, and starter.yaml is none; --diff shows the edits.\n",
    )
    path = tmp_path / "broken.yaml"
    path.write_bytes(b"evenbar: 1\nscorecard: \xff\n")
    status, out, _ = run("lint", "broken.yaml", "--fix")
    assert status == 2
    assert "the file is not UTF-8 text" in out
    assert path.read_bytes() == b"evenbar: 1\nscorecard: \xff\n"


def test_ratings_are_proof_read_at_their_lines(run: Run, tmp_path: Path) -> None:
    """A table of ratings is told by its header, whatever its name; the words are found in the file."""
    path = tmp_path / "ratings.txt"
    path.write_text(RATINGS, encoding="utf-8")
    told = json.loads(run("lint", "ratings.txt", "--format", "json")[1])["files"][0]
    assert told["problems"] == []
    found = {finding["rule"]: finding for finding in told["findings"]}
    assert (found["level-contradicted"]["line"], found["level-contradicted"]["severity"]) == (2, "warning")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("score", "level"), '1:1: the column "score" is missing.'),
        (("candidate,", "candidate,candidate,"), '1:1: the column "candidate" is given twice.'),
        ((",5,", ",6,"), '2:1: the score "6" is not a level from 1 to 5.'),
        ((",5,", ",high,"), '2:1: the score "high" is not a level from 1 to 5.'),
        (("serving,,", "serving"), "4:1: the row has 3 cells where the header has 5."),
        (('"Did', '"Did" not'), "2:1: this is not CSV here:"),
    ],
)
def test_a_fault_in_ratings_names_its_line(
    run: Run, tmp_path: Path, change: tuple[str, str], problem: str
) -> None:
    """One sentence each; exit status 2."""
    (tmp_path / "ratings.csv").write_text(RATINGS.replace(*change, 1), encoding="utf-8")
    status, out, _ = run("lint", "ratings.csv")
    assert status == 2
    assert f"ratings.csv:{problem}" in out


def test_a_workbook_without_ratings_has_nothing_to_find(run: Run, tmp_path: Path) -> None:
    """A workbook is told by its content."""
    card = library.load("starter")
    (tmp_path / "ada").write_bytes(workbook(card, seats=seats_of(card, None), candidate="Ada Sample"))
    assert run("lint", "ada")[:2] == (0, "Nothing found in 1 file.\n")


def test_a_filled_workbook_is_proof_read_at_its_cells(run: Run, tmp_path: Path) -> None:
    """What speaks for a level must fit it; what speaks against may be a gap. A bad cell is told instead."""
    card = library.load("starter")
    criterion = seats_of(card, None)[0].criteria[0]
    gap = "Did not mention a baseline."
    filled = fill(card, [Written(0, criterion, 5, gap, gap)])
    (tmp_path / "ada.xlsx").write_bytes(filled)
    status, out, _ = run("lint", "ada.xlsx", "--select", "level-contradicted")
    assert status == 0
    assert re.search(r"^ada\.xlsx:.*![A-Z]7 level-contradicted \(warning\)$", out, re.MULTILINE)
    assert "1 warning in 1 file" in out
    (tmp_path / "bad.xlsx").write_bytes(fill(card, [Written(0, criterion, "high", gap)]))
    status, out, _ = run("lint", "bad.xlsx")
    assert status == 2
    assert re.search(r'^bad\.xlsx:1:1: sheet ".*", [A-Z]7 ', out)
    (tmp_path / "torn.xlsx").write_bytes(filled[:2000])
    assert run("lint", "torn.xlsx")[0] == 2


def test_rule_lists_every_rule(run: Run) -> None:
    """By family, with the first sentence of the page; for programs too."""
    status, out, _ = run("rule")
    assert status == 0
    assert max(len(line) for line in out.splitlines()) < 80
    assert all(f"  {name} (" in out for name in rules())
    told = json.loads(run("rule", "--json")[1])["rules"]
    assert [rule["name"] for rule in told] == list(rules())


@pytest.mark.parametrize("name", rules())
def test_rule_shows_a_page(run: Run, name: str) -> None:
    """Every page fits a terminal and has its sections, to people and to programs."""
    status, out, _ = run("rule", name)
    assert status == 0
    assert max(len(line) for line in out.splitlines()) < 80
    assert "Why it matters\n--------------\n" in out
    told = json.loads(run("rule", name, "--json")[1])
    assert told["sections"] == rules()[name].sections()


def test_a_mistyped_rule_gets_a_suggestion(run: Run) -> None:
    """The nearest name; exit status 2."""
    assert run("rule", "tool-nam") == (
        2,
        "",
        'evenbar: there is no rule "tool-nam"; did you mean "tool-name"? `evenbar rule` lists them.\n',
    )


def test_help_names_every_option(run: Run) -> None:
    """Those that the documentation names."""
    status, out, _ = run("lint", "--help")
    assert status == 0
    for option in ("--format", "--select", "--ignore", "--fix", "--diff", "--today", "--config"):
        assert option in out

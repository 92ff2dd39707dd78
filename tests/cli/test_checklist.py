"""``evenbar scorecard checklist`` as people and programs use it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evenbar.cli import main
from evenbar.lint import team

Run = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "examples"


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


def test_the_starter_ticks_all_fourteen_and_avoids_all_four(run: Run) -> None:
    """Each with the row that stands for it, within 80 columns."""
    status, out, err = run("scorecard", "checklist", "starter", "--today", "2026-11-24")
    assert (status, err) == (0, "")
    assert "Include: 14 of 14" in out
    assert "Avoid: 4 of 4 avoided" in out
    assert "[x] Common frameworks: Builds models on purpose" in out
    assert max(len(line) for line in out.splitlines()) < 80


def test_a_bad_scorecard_is_told_with_places_and_still_ends_well(run: Run) -> None:
    """A checklist is no verdict: the exit status is 0."""
    path = str(EXAMPLES / "puzzle-heavy.yaml")
    status, out, err = run("scorecard", "checklist", path, "--today", "2026-11-24")
    assert (status, err) == (0, "")
    assert "Include: 0 of 14" in out
    assert "[ ] Generic coding tests, puzzles and riddles" in out
    assert "algorithm-puzzle" in out
    assert " more: evenbar lint" in out


def test_programs_get_ids_rules_and_places(run: Run) -> None:
    """The JSON holds every finding, however many there are."""
    path = str(EXAMPLES / "credentials-and-fit.yaml")
    answer = json.loads(run("scorecard", "checklist", path, "--json", "--today", "2026-11-24")[1])
    assert answer["scorecard"] == "credentials-and-fit"
    assert len(answer["include"]) == 14
    avoid = {thing["code"]: thing for thing in answer["avoid"]}
    assert not avoid["credentials"]["ticked"]
    assert {"rule": "credential-only", "where": "criteria/education/name", "line": 12} in [
        {key: found[key] for key in ("rule", "where", "line")} for found in avoid["credentials"]["found"]
    ]


@pytest.mark.parametrize(
    "settings",
    [
        'ignore = ["questions"]',
        'select = ["weights"]',
        'severity = {algorithm-puzzle = "off", brain-teaser = "off", definition-recall = "off"}',
    ],
)
def test_rules_that_the_team_left_out_of_linting_still_count(run: Run, tmp_path: Path, settings: str) -> None:
    """A tick that came from not looking would be no tick."""
    (tmp_path / "evenbar.toml").write_text(f"[lint]\n{settings}\n", encoding="utf-8")
    (tmp_path / "card.yaml").write_bytes((EXAMPLES / "puzzle-heavy.yaml").read_bytes())
    answer = json.loads(run("scorecard", "checklist", "card.yaml", "--json")[1])
    assert not next(thing for thing in answer["avoid"] if thing["code"] == "puzzles")["ticked"]


@pytest.mark.parametrize(
    ("text", "says"),
    [("evenbar: 1\n", "scorecard"), ("candidate,interviewer,criterion,score\n", "not one scorecard")],
)
def test_what_is_no_scorecard_is_refused(run: Run, tmp_path: Path, text: str, says: str) -> None:
    """Exit status 2, with what is wrong."""
    (tmp_path / "other").write_text(text, encoding="utf-8")
    status, out, err = run("scorecard", "checklist", "other")
    assert (status, out) == (2, "")
    assert says in err


def test_a_missing_file_and_a_bad_day_are_refused_in_one_sentence(run: Run) -> None:
    """Exit status 2."""
    assert run("scorecard", "checklist", "nothing.yaml")[0] == 2
    status, _, err = run("scorecard", "checklist", "starter", "--today", "tomorrow")
    assert status == 2
    assert "2026-11-24" in err

"""``evenbar measure facets`` as people and programs use it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evenbar.cli import main

Run = Callable[..., tuple[int, str, str]]


def sheet(*, people: int = 12, raters: int = 4) -> str:
    """A made-up season in which rater i3 is a level harsher."""
    random = np.random.default_rng(1)
    rows = ["candidate,interviewer,criterion,score"]
    for person in range(people):
        level = random.normal(3.2, 0.9)
        for rater in range(raters):
            for row in ("framing", "coding"):
                score = round(level - (rater == 3) + random.normal(0.0, 0.6))
                rows.append(f"c{person:02},i{rater},{row},{min(max(score, 1), 5)}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in a folder with a season: its exit status, what it said, and what it complained of."""
    monkeypatch.chdir(tmp_path)
    Path("season.csv").write_text(sheet(), encoding="utf-8")

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(["measure", "facets", *arguments])
        said, complained = capfd.readouterr()
        return int(exit.value.code or 0), said, complained

    return once


def test_people_get_tables_that_fit_and_words_under_them(run: Run) -> None:
    status, said, complained = run("season.csv", "--levels", "1-5")
    assert (status, complained) == (0, "")
    assert max(map(len, said.splitlines())) <= 80
    assert (
        said.index("Interviewers, the hardest first")
        < said.index("i3 ")
        < said.index("Criteria, the hardest")
    )
    assert "i3 is " in said
    assert "a high one is not agreement" in " ".join(said.split())
    assert "never about how somebody will perform" in " ".join(said.split())


def test_programs_get_the_documented_json_the_same_each_time(run: Run) -> None:
    status, said, _ = run("season.csv", "--levels", "1-5", "--json")
    answer = json.loads(said)
    assert status == 0
    assert run("season.csv", "--levels", "1-5", "--json")[1] == said
    assert list(answer) == [
        "n", "parts", "deviance", "candidate_sd", "intercept", "candidates", "interviewers", "criteria",
        "thresholds", "separation", "warnings",
    ]  # fmt: skip
    assert answer["n"] == {"candidates": 12, "interviewers": 4, "criteria": 2, "ratings": 96}
    for part in ("candidates", "interviewers", "criteria"):
        assert list(answer[part][0]) == ["name", "measure", "se", "infit", "outfit"]
        assert list(answer["separation"][part]) == ["separation", "strata", "reliability"]
    assert sum(one["measure"] for one in answer["interviewers"]) == pytest.approx(0.0, abs=1e-6)
    assert max(answer["interviewers"], key=lambda one: one["measure"])["name"] == "i3"
    assert sum(answer["thresholds"]) == pytest.approx(0.0, abs=1e-6)


def test_partial_credit_gives_thresholds_by_criterion(run: Run) -> None:
    answer = json.loads(run("season.csv", "--model", "partial-credit", "--json")[1])
    assert list(answer["thresholds"]) == ["coding", "framing"]
    assert "Thresholds" in run("season.csv", "--model", "partial-credit")[1]


def test_severities_without_priors_spread_wider_and_joint_ones_widest(run: Run) -> None:
    def spread(*options: str) -> float:
        answer = json.loads(run("season.csv", "--json", *options)[1])
        return float(np.std([one["measure"] for one in answer["interviewers"]]))

    assert spread() < spread("--interviewers", "fixed") < spread("--estimator", "jml")
    assert "for comparison with FACETS" in " ".join(run("season.csv", "--estimator", "jml")[1].split())


def test_one_interviewer_has_no_separation_and_null_says_so(run: Run) -> None:
    Path("one.csv").write_text(sheet(raters=1), encoding="utf-8")
    answer = json.loads(run("one.csv", "--json")[1])
    assert answer["separation"]["interviewers"] == {"separation": None, "strata": None, "reliability": None}
    assert "one-interviewer" in [warning["code"] for warning in answer["warnings"]]
    assert "With one interviewer" in run("one.csv")[1]


def test_what_cannot_be_fitted_is_refused_in_one_sentence(run: Run) -> None:
    Path("flat.csv").write_text(
        "candidate,interviewer,criterion,score\na,i,k,3\na,j,k,3\nb,i,k,3\n", encoding="utf-8"
    )
    status, said, complained = run("flat.csv", "--levels", "1-5")
    assert (status, said) == (2, "")
    assert complained.count("\n") == 1
    assert "All ratings are the same level" in complained


def test_effects_beyond_severity_are_told_in_sentences_or_said_to_need_more(run: Run) -> None:
    Path("enough.csv").write_text(sheet(people=20), encoding="utf-8")
    assert "Nothing stands out" in run("enough.csv", "--levels", "1-5")[1]
    Path("few.csv").write_text(sheet(people=6), encoding="utf-8")
    assert "Too few ratings to say more" in run("few.csv", "--levels", "1-5")[1]
    rows = sheet(people=40).splitlines()
    middle = [row[:-1] + "3" if ",i1," in row and at % 7 else row for at, row in enumerate(rows)]
    Path("middle.csv").write_text("\n".join(middle) + "\n", encoding="utf-8")
    said = " ".join(run("middle.csv", "--levels", "1-5")[1].split())
    assert "i1's ratings lie" in said
    assert "closer to the middle of the scale" in said
    assert "no grade of the interviewer" in said


def test_an_unknown_model_is_wrong_use(run: Run) -> None:
    status, _, complained = run("season.csv", "--model", "rasch")
    assert status == 2
    assert "rating-scale" in complained

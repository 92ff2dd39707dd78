"""``evenbar measure scores``: what it answers, what it leaves out, what it refuses."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evenbar.cli import main
from tests.measure.seasons import season

Run = Callable[..., tuple[int, str, str]]
HEAD = "candidate,interviewer,criterion,score\n"
CANDIDATE = {
    *("candidate", "part", "n", "interviewers", "raw", "weighted", "score", "se", "low80", "high80", "low95"),
    *("high95", "rank", "rank_low", "rank_high", "p_best", "p_top", "p_above_bar", "weight_covered"),
    *("bound_low", "bound_high"),
}
INTERVIEWER = {
    *("interviewer", "part", "n", "candidates", "severity", "se", "low95", "high95", "flags"),
}
ESTIMATES = ("score", "se", "low80", "high80", "low95", "high95", "rank", "rank_low", "rank_high", "p_best")
REML = ("--estimator", "reml")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command: its exit status, what it said, and what it complained of."""

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(["measure", "scores", *arguments])
        said = capfd.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return once


def written(folder: Path, rows: Iterable[tuple[object, ...]], *, name: str = "ratings.csv") -> str:
    path = folder / name
    path.write_text(HEAD + "".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def answer(run: Run, *arguments: str) -> dict[str, Any]:
    """The answer as JSON, where not a number is no number."""

    def refused(constant: str) -> None:
        raise AssertionError(constant)

    status, out, err = run(*arguments, "--json")
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out, parse_constant=refused)
    return found


@pytest.fixture
def ratings(tmp_path: Path) -> str:
    """Fourteen candidates, six interviewers, five criteria; one interviewer met four candidates."""
    rows = season(seed=3, candidates=14).table
    levels = np.clip(np.round(rows.score), 1, 5).astype(int)
    columns = zip(rows.candidate, rows.interviewer, rows.criterion, levels, strict=True)
    return written(
        tmp_path, [(rows.candidates[p], rows.interviewers[r], rows.criteria[c], x) for p, r, c, x in columns]
    )


def crossed(*, people: int = 6, raters: int = 3, criteria: int = 3) -> list[tuple[str, str, str, int]]:
    cells = [(p, r, c) for p in range(people) for r in range(raters) for c in range(criteria)]
    return [(f"p{p}", f"r{r}", f"k{c}", 1 + (7 * p + 3 * r + 5 * c + p * r * c) % 5) for p, r, c in cells]


def test_the_json_has_what_the_page_says(run: Run, ratings: str) -> None:
    found = answer(run, ratings, "--bar", "3", "--top", "3")
    assert list(found) == [
        *("n", "parts", "variance", "estimator", "reliability", "candidates", "interviewers", "warnings"),
    ]
    assert found["n"] == {"candidates": 14, "interviewers": 6, "criteria": 5, "ratings": 126}
    assert set(found["variance"]) == {
        *("candidate", "interviewer", "criterion", "candidate:interviewer", "candidate:criterion"),
        *("interviewer:criterion", "residual"),
    }
    assert found["estimator"] == "posterior"
    assert all(set(row) == CANDIDATE for row in found["candidates"])
    assert all(set(row) == INTERVIEWER for row in found["interviewers"])
    assert sum(row["p_top"] for row in found["candidates"]) == pytest.approx(3.0)
    assert {row["rank"] for row in found["candidates"]} == set(range(1, 15))


def test_the_same_input_gives_the_same_bytes(run: Run, ratings: str) -> None:
    assert run(ratings, "--json") == run(ratings, "--json")


def test_without_a_bar_there_is_no_chance_of_being_above_it(run: Run, ratings: str) -> None:
    assert {row["p_above_bar"] for row in answer(run, ratings, *REML)["candidates"]} == {None}


def test_the_report_fits_80_columns_and_reads_itself(run: Run, ratings: str) -> None:
    status, out, _ = run(ratings, "--bar", "3", "--top", "3")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "is about this measurement, not about success in the job" in " ".join(out.split())
    assert "Reliability of these scores for ranking" in out
    assert "predict" not in out


def test_an_interviewer_below_the_minimum_has_no_severity(run: Run, ratings: str) -> None:
    """i005 met four candidates: the others' severities are there, and theirs is not, in JSON and in text."""
    found = answer(run, ratings, *REML)
    severity = {row["interviewer"]: row["severity"] for row in found["interviewers"]}
    assert [name for name, value in severity.items() if value is None] == ["i005"]
    assert "too-few-candidates" in [warning["code"] for warning in found["warnings"]]
    lines = run(ratings, *REML)[1].splitlines()
    assert next(line.split() for line in lines if line.startswith("i005")) == ["i005", "12", "4", "-", "-"]


def test_a_candidate_below_the_minimum_has_no_estimate(run: Run, tmp_path: Path) -> None:
    """The plain means stay; the place in the report does not betray the score."""
    rows = [row for row in crossed() if row[0] != "p2" or row[1] == "r0"]
    rows = [(*row[:3], 5) if row[0] == "p2" else row for row in rows]
    path = written(tmp_path, rows)
    found = answer(run, path, *REML, "--bar", "3")
    by_name = {row["candidate"]: row for row in found["candidates"]}
    assert {by_name["p2"][name] for name in (*ESTIMATES, "p_top", "p_above_bar")} == {None}
    assert by_name["p2"]["raw"] == by_name["p2"]["weighted"] == 5.0
    assert None not in {by_name["p1"][name] for name in ESTIMATES}
    people = [line.split()[0] for line in run(path, *REML)[1].splitlines() if line.startswith("p")]
    assert people[-1] == "p2"


def test_two_halves_are_ranked_apart(run: Run, tmp_path: Path) -> None:
    halves = [(f"{half}{p}", f"{half}{r}", c, x) for half in "ab" for p, r, c, x in crossed()]
    found = answer(run, written(tmp_path, halves), *REML)
    assert found["parts"] == 2
    ranks: dict[int, list[int]] = {}
    for row in found["candidates"]:
        ranks.setdefault(row["part"], []).append(row["rank"])
    assert [sorted(each) for each in ranks.values()] == [list(range(1, 7))] * 2
    assert "disconnected" in [warning["code"] for warning in found["warnings"]]


def test_weights_move_the_weighted_mean(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, crossed(criteria=2))
    weights = tmp_path / "weights.csv"
    weights.write_text("criterion,weight\nk0,3\nk1,1\n", encoding="utf-8")
    row = answer(run, path, *REML, "--weights", str(weights))["candidates"][0]
    levels = {c: [x for p, _, k, x in crossed(criteria=2) if (p, k) == ("p0", c)] for c in ("k0", "k1")}
    wanted = 0.75 * np.mean(levels["k0"]) + 0.25 * np.mean(levels["k1"])
    assert row["weighted"] == pytest.approx(wanted)
    assert row["weight_covered"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("k0,1\n", "line 1: the header must be criterion,weight."),
        ("criterion,weight\nk0\n", "line 2: write a criterion and a number, as in framing,2."),
        ("criterion,weight\nk0,0\n", "line 2: each criterion has one weight, a number above 0."),
        ("criterion,weight\nk0,nan\n", "line 2: each criterion has one weight, a number above 0."),
        ("criterion,weight\nk0,1\nk0,1\n", "line 3: each criterion has one weight, a number above 0."),
        ("criterion,weight\nk0,1\n", "The weights say nothing of k1, k2; give every criterion a weight."),
    ],
)
def test_weights_that_cannot_be_used_are_one_sentence(
    run: Run, tmp_path: Path, text: str, sentence: str
) -> None:
    weights = tmp_path / "weights.csv"
    weights.write_text(text, encoding="utf-8")
    status, out, err = run(written(tmp_path, crossed()), "--weights", str(weights))
    assert (status, out) == (2, "")
    assert sentence in err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--bar", "7"), "The bar 7 is not on the scale, which goes from 1 to 5."),
        (("--top", "0"), "The top holds at least one candidate; give a whole number from 1."),
        (("--terms", "candidate,mood"), '"mood" is not a term; the terms are candidate, interviewer'),
        (("--weights", "nowhere.csv"), "nowhere.csv cannot be read"),
        (("--estimator", "guess"), "Invalid value for '--estimator'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    status, out, err = run(written(tmp_path, crossed()), *options)
    assert (status, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_terms_that_are_asked_for_are_the_random_ones(run: Run, tmp_path: Path) -> None:
    found = answer(run, written(tmp_path, crossed()), *REML, "--terms", "candidate, interviewer")
    estimated = {name for name, value in found["variance"].items() if value is not None}
    assert estimated == {"candidate", "interviewer", "residual"}


POOR: dict[str, tuple[list[tuple[str, str, str, int]], str]] = {
    "one interviewer": (crossed(raters=1), "one-interviewer"),
    "one candidate": (crossed(people=1), "one-candidate"),
    "constant": ([(*row[:3], 3) for row in crossed()], "constant"),
    "unused levels": ([(*row[:3], 5 if row[3] > 2 else row[3]) for row in crossed()], "too-few"),
    "extreme candidates": (
        [(*row[:3], {"p0": 5, "p1": 1}.get(row[0], row[3])) for row in crossed()],
        "too-few",
    ),
    "two ratings": (crossed(people=2, raters=1, criteria=1), "too-few-interviewers"),
}


@pytest.mark.parametrize("options", [(), REML, ("--bar", "2", "--top", "2")], ids=["auto", "reml", "bar"])
@pytest.mark.parametrize("name", POOR)
def test_a_poor_table_is_a_finite_answer_with_a_warning(
    run: Run, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    """In JSON without NaN, and as a report of 80 columns."""
    rows, code = POOR[name]
    path, options = written(tmp_path, rows), (*options, "--levels", "1-5")
    assert code in [warning["code"] for warning in answer(run, path, *options)["warnings"]]
    status, out, err = run(path, *options)
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert "nan" not in out


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("p0", "r0", "k0", "")], "There is no rating in the table; give at least one row a score."),
        ([("p0", "r0", "k0", 3)], "Two ratings at least are needed to fit anything; there is one."),
        (crossed() * 2, "take one of them out, or give --duplicates mean to take their mean"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_sentence(
    run: Run, tmp_path: Path, rows: list[tuple[object, ...]], sentence: str
) -> None:
    status, out, err = run(written(tmp_path, rows))
    assert (status, out) == (2, "")
    assert sentence in err


def test_duplicates_that_are_meant_count_once(run: Run, tmp_path: Path) -> None:
    once = answer(run, written(tmp_path, crossed()), *REML)
    twice = answer(run, written(tmp_path, crossed() * 2), *REML, "--duplicates", "mean")
    assert twice["candidates"] == once["candidates"]

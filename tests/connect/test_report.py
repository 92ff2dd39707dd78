"""``evenbar measure --html``: a page that stands alone, says what the JSON says, and never an estimate without n."""

import csv
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evenbar.cli import main
from evenbar.connect.report.page import MARK, Seen, page
from evenbar.connect.report.scores import report as scores_report
from evenbar.scorecard.reading import read
from tests.connect.filling import Written, fill
from tests.figures.samples import HOSTILE
from tests.house.tree import ROOT
from tests.scorecard.cards import SMALL

SEASON = ROOT / "examples" / "season.csv"
WIDE = ROOT / "examples" / "season-wide.csv"
PEOPLE = 12  # candidates of the season who are measured here, with 12 ratings each
COUNTS = "group,applicants,selected\nBlack,48,26\nWhite,259,206\nAsian,4,1\n"
PAIRS = "score,outcome\n" + "".join(f"{1 + i % 5},{(2 + i * i + i % 5) % 9}\n" for i in range(40))
ON_RATINGS = {
    "agreement": [],
    "scores": ["--bar", "3.5", "--top", "3", "--estimator", "reml"],
    "facets": [],
    "generalizability": ["--design", "p x r x i"],
}
COMMANDS = [*ON_RATINGS, "impact", "validity"]

MEASURE = ["measure", "agreement", "-", "--html", "in.html"]


class Seeing(HTMLParser):
    """The words of a page by element, its tags, and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture
def measure(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Any]:
    """Run ``evenbar measure`` in a folder of its own: status, what it said, what it complained of."""
    monkeypatch.chdir(tmp_path)
    lines = SEASON.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "season.csv").write_text("".join(lines[: 1 + 12 * PEOPLE]), encoding="utf-8")
    (tmp_path / "counts.csv").write_text(COUNTS, encoding="utf-8")
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(["measure", *arguments])
        said = capfd.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return once


def arguments(command: str) -> list[str]:
    file = {"impact": "counts.csv", "validity": "pairs.csv"}.get(command, "season.csv")
    return [command, file, *ON_RATINGS.get(command, [])]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_writes_a_page_that_stands_alone(measure: Any, tmp_path: Path, command: str) -> None:
    status, said, complained = measure(*arguments(command), "--html", "report.html")
    assert (status, complained) == (0, "Report written to report.html.\n")
    assert said.strip()
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    seen = Seeing(text)
    assert MARK in text[:1000]
    assert not {"script", "link", "img", "iframe", "a", "form", "object"} & set(seen.tags)
    assert not [
        name for name, _ in seen.attributes if name.startswith("on") or name in {"style", "href", "src"}
    ]
    assert set(re.findall(r"https?://[^\"' <]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "@import" not in text
    words = " ".join("".join(seen.words).split())
    assert "How each number is computed" in words
    assert "What this cannot say" in words
    assert "predict" not in words
    assert seen.tags.count("svg") == 2 * seen.tags.count("figure") >= 2
    assert seen.tags.count("details") == seen.tags.count("figure")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_input_gives_the_same_bytes_and_what_is_printed_stays(
    measure: Any, tmp_path: Path, command: str
) -> None:
    plain = measure(*arguments(command), "--json")[1]
    for name in ("one.html", "two.html"):
        assert measure(*arguments(command), "--json", "--html", name)[1] == plain
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_estimate_in_a_figure_has_its_interval_and_n(
    measure: Any, tmp_path: Path, command: str
) -> None:
    """Looked at in the tables under the figures: a row has all three numbers and a count, or a note and none."""
    measure(*arguments(command), "--html", "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    tables = re.findall(r'<div class="fig-table".*?</table>', text, re.DOTALL)
    assert tables
    for table in tables:
        heads = re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", table)
        low = next(at for at, head in enumerate(heads) if head.endswith(", low"))
        count = len(heads) - 2 if heads[-1] == "Note" else len(heads) - 1
        for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table):
            cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
            if cells[low - 1] == "–":
                assert cells[low : low + 2] == ["–", "–"]
                assert cells[-1]
            else:
                assert "–" not in cells[low - 1 : low + 2]
            assert int(cells[count].replace(",", "")) > 0


def test_the_page_says_what_the_json_says(measure: Any, tmp_path: Path) -> None:
    said = json.loads(measure(*arguments("scores"), "--json", "--html", "report.html")[1])
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    for one in said["candidates"]:
        cells = "".join(
            f'<td class="number">{one[name]:.2f}</td>' for name in ("score", "low80", "high80", "low95")
        )
        assert f'<th scope="row">{one["candidate"]}</th>{cells}' in text
        assert f"{one['rank']} ({one['rank_low']} to {one['rank_high']})" in text
    severest = max(said["interviewers"], key=lambda one: one["severity"])
    assert (
        f'<th scope="row">{severest["interviewer"]}</th><td class="number">+{severest["severity"]:.2f}</td>'
        in text
    )
    assert f"{PEOPLE} candidates, " in text
    assert f"{12 * PEOPLE} ratings. From season.csv" in text


def test_below_its_minimum_a_number_is_a_sentence(measure: Any, tmp_path: Path) -> None:
    rows = ["candidate,interviewer,criterion,score", "Ada,Bo,coding,4", "Ada,Cy,coding,3", "Ben,Bo,coding,2"]
    (tmp_path / "few.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    status, said, _ = measure("scores", "few.csv", "--levels", "1-5", "--json", "--html", "report.html")
    assert status == 0
    assert {one["severity"] for one in json.loads(said)["interviewers"]} == {None}
    words = " ".join("".join(Seeing((tmp_path / "report.html").read_text(encoding="utf-8")).words).split())
    assert "Not enough: 5 candidates shared with 2 others would be." in words
    assert "Not enough: 1 interviewer. 2 would be." in words
    assert "no severity is shown" in words


def test_agreement_and_facets_draw_nothing_below_their_minimum(measure: Any, tmp_path: Path) -> None:
    rows = [
        f"{who},{by},coding,{1 + (at + len(by)) % 4}" for at, who in enumerate("ABC") for by in ("Bo", "Cyd")
    ]
    (tmp_path / "few.csv").write_text("\n".join(["candidate,interviewer,criterion,score", *rows]) + "\n")
    assert measure("agreement", "few.csv", "--html", "agreement.html")[0] == 0
    text = (tmp_path / "agreement.html").read_text(encoding="utf-8")
    assert "not enough here to draw a coefficient" in text
    assert "<svg" not in text
    assert measure("facets", "few.csv", "--html", "facets.html")[0] == 0
    text = (tmp_path / "facets.html").read_text(encoding="utf-8")
    assert text.count('<th scope="row">Interviewers (more severe): ') == 2
    assert text.count("5 candidates shared with 2 others would be enough</td>") == 2


def test_ten_candidates_are_needed_to_draw_how_many_are_enough(measure: Any, tmp_path: Path) -> None:
    lines = SEASON.read_text(encoding="utf-8").splitlines()
    few = [line for line in lines if line.split(",")[0] in {"candidate", "C01", "C02", "C03", "C04"}]
    (tmp_path / "few.csv").write_text("\n".join(few) + "\n", encoding="utf-8")
    measure("generalizability", "few.csv", "--design", "p x r", "--html", "few.html")
    text = (tmp_path / "few.html").read_text(encoding="utf-8")
    assert "4 candidates are not enough to say: 10 would be." in text
    assert 'class="band"' not in text
    measure("generalizability", "season.csv", "--design", "p x r", "--html", "many.html")
    assert 'class="band"' in (tmp_path / "many.html").read_text(encoding="utf-8")


def test_parts_that_share_nobody_are_drawn_and_a_linked_panel_is_not(measure: Any, tmp_path: Path) -> None:
    rows = list(csv.DictReader(SEASON.read_text(encoding="utf-8").splitlines()))
    apart = ["candidate,interviewer,criterion,score"]
    apart += [
        f"{r['candidate']},{r['interviewer']} {r['opening']},{r['criterion']},{r['score']}" for r in rows
    ]
    (tmp_path / "apart.csv").write_text("\n".join(apart) + "\n", encoding="utf-8")
    measure("scores", "apart.csv", "--estimator", "reml", "--html", "apart.html")
    text = (tmp_path / "apart.html").read_text(encoding="utf-8")
    assert "Who rated whom" in text
    assert "fall into 2 parts that share nobody" in text
    assert "rank in its part" in text
    measure("scores", "season.csv", "--estimator", "reml", "--html", "linked.html")
    assert "Who rated whom" not in (tmp_path / "linked.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_names_stay_names(measure: Any, tmp_path: Path, command: str) -> None:
    """Each name of the input is replaced by one that would break out of the page if it could."""
    name = HOSTILE.replace("\x00", "").replace("\u202e", "")
    file = {"impact": "counts.csv", "validity": "pairs.csv"}.get(command, "season.csv")
    rows = list(csv.reader((tmp_path / file).read_text(encoding="utf-8").splitlines()))
    if command != "validity":
        rows = [
            rows[0],
            *([f"{name} {cell}" if not cell.isdigit() else cell for cell in row] for row in rows[1:]),
        ]
    with (tmp_path / file).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    status, _, complained = measure(*arguments(command), "--html", "report.html")
    assert status == 0, complained
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    seen = Seeing(text)
    assert "script" not in seen.tags
    assert "onload" not in dict(seen.attributes)
    if command not in {"generalizability", "validity"}:  # their answers name nobody
        assert name in "".join(seen.words)


def test_the_name_of_the_file_and_the_warnings_are_escaped() -> None:
    answer = {
        "n": {"candidates": 1, "interviewers": 1, "criteria": 1, "ratings": 1},
        "parts": 1,
        "candidates": [dict.fromkeys(("score", "rank", "p_top", "p_above_bar"))
                       | {"candidate": HOSTILE, "part": 1, "n": 1, "interviewers": 1, "weighted": 3.0,
                          "bound_low": 1.0, "bound_high": 5.0}],
        "interviewers": [{"interviewer": HOSTILE, "part": 1, "n": 1, "candidates": 1, "severity": None, "flags": []}],
        "warnings": [{"code": "x", "message": HOSTILE}],
    }  # fmt: skip
    seen = Seen(HOSTILE)
    shown = Seeing(page(scores_report(answer, seen), answer, seen))
    assert "script" not in shown.tags
    assert "onload" not in dict(shown.attributes)
    assert "\x00" not in "".join(shown.words)


def test_a_report_replaces_a_report_and_nothing_else(measure: Any, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("<p>my own page</p>", encoding="utf-8")
    status, said, complained = measure("agreement", "season.csv", "--html", "mine.html")
    assert (status, said) == (2, "")
    assert complained == (
        "evenbar: mine.html is there already and no report of evenbar measure; give another name, or remove it.\n"
    )
    assert mine.read_text(encoding="utf-8") == "<p>my own page</p>"
    assert measure("agreement", "season.csv", "--html", "season.csv")[0] == 2
    for command in ("facets", "scores"):
        assert measure(*arguments(command), "--html", "report.html")[0] == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Scores after interviewers" in text
    assert {path.name for path in tmp_path.iterdir()} == {
        "season.csv", "counts.csv", "pairs.csv", "mine.html", "report.html",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("missing/report.html", "there is no folder missing. Make it first."),
        (".", ". is a folder; give --html the name of a file in it, such as report.html."),
        ("-", "--html needs the name of a file"),
    ],
)
@pytest.mark.parametrize("command", ["agreement", "impact", "validity"])
def test_a_place_that_cannot_be_written_is_one_sentence_before_anything_is_measured(
    measure: Any, place: str, sentence: str, command: str
) -> None:
    status, said, complained = measure(*arguments(command), "--html", place)
    assert (status, said) == (2, "")
    assert sentence in complained
    assert complained.count("\n") == 1


def test_a_report_is_private(measure: Any, tmp_path: Path) -> None:
    measure("impact", "counts.csv", "--html", "report.html")
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) & 0o077 == 0


def test_a_wide_sheet_a_filled_workbook_and_standard_input_are_read(measure: Any, tmp_path: Path) -> None:
    names = "Collaboration,Data,Deployment,Framing,Modelling"
    options = ["--wide", "--candidate", "Candidate name", "--interviewer", "Submitted by", "--columns", names]
    status, said, _ = measure("agreement", str(WIDE), *options, "--json", "--html", "wide.html")
    assert status == 0
    assert json.loads(said)["n"] == {"candidates": 24, "interviewers": 8, "criteria": 5, "ratings": 288}
    assert "From season-wide.csv" in (tmp_path / "wide.html").read_text(encoding="utf-8")
    rows = [Written(0, "framing", 4, "Asked."), Written(1, "framing", 2, "Guessed.")]
    (tmp_path / "filled.xlsx").write_bytes(fill(read(SMALL), rows, interviewers="Ada, Ben"))
    status, _, complained = measure("scores", "filled.xlsx", "--levels", "1-5", "--html", "filled.html")
    assert status == 0, complained
    text = (tmp_path / "filled.html").read_text(encoding="utf-8")
    assert "1 candidate, 2 interviewers, 1 criterion, 2 ratings" in text
    done = subprocess.run(
        [sys.executable, "-c", "from evenbar.cli import main; main()", *MEASURE],
        input=(tmp_path / "season.csv").read_bytes(), cwd=tmp_path, capture_output=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "From standard input" in (tmp_path / "in.html").read_text(encoding="utf-8")


def test_the_wide_example_is_the_season() -> None:
    long = {
        (row["candidate"], row["interviewer"], row["criterion"]): row["score"]
        for row in csv.DictReader(SEASON.read_text(encoding="utf-8").splitlines())
    }
    wide = {
        (row["Candidate name"], row["Submitted by"], name.lower()): row[name]
        for row in csv.DictReader(WIDE.read_text(encoding="utf-8").splitlines())
        for name in ("Collaboration", "Data", "Deployment", "Framing", "Modelling")
        if row[name]
    }
    assert wide == long

"""The page on reports: its commands work, and its pictures are of the season as it is measured.

``python -m tests.docs.test_measure_report`` draws the pictures anew.
"""

import importlib
import json
import re
import shutil
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evenbar.connect.report import generalizability, scores
from evenbar.connect.report.page import Seen
from evenbar.figures.figure import Figure, svg_file
from tests.docs.test_tutorial import call, follow
from tests.house.tree import ROOT

PAGE, IMAGES = ROOT / "docs" / "measure-report.md", ROOT / "docs" / "images"
COMMANDS = {
    "report-severity": "evenbar measure scores examples/season.csv --weights examples/season-weights.csv --json",
    "report-reliability": 'evenbar measure generalizability examples/season.csv --design "p x r x i" --json',
}


def figure(name: str, folder: Path) -> Figure:
    """The figure of a picture, from today's answer: the last one of its report."""
    if not (folder / "examples").exists():
        shutil.copytree(ROOT / "examples", folder / "examples")
    answer = json.loads(call(COMMANDS[name], folder=folder, status=0)[1])
    room = scores if name == "report-severity" else generalizability
    return [part.figure for part in room.report(answer, Seen("season.csv")).sections if part.figure][-1]


def words(svg: str) -> list[str]:
    """What a picture says, digits aside: estimates may move in their last place from one machine to another."""
    root = ElementTree.fromstring(svg.encode())
    texts = ["".join(one.itertext()) for one in root.iter() if one.tag.rpartition("}")[2] == "text"]
    return sorted(re.sub(r"[-+−]?\d[\d.,]*", "0", text) for text in texts)


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("```console") == 2
    assert follow(page, tmp_path) == []
    assert (tmp_path / "scores.html").stat().st_size > 20_000


@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_is_of_the_season(tmp_path: Path, name: str) -> None:
    kept = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")
    assert words(kept) == words(svg_file(figure(name, tmp_path)))
    assert f"images/{name}.svg" in PAGE.read_text(encoding="utf-8")


def test_every_example_report_that_the_page_links_is_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    reports = importlib.import_module("example_reports")
    linked = re.findall(r'href="report-(\w+)\.html"', PAGE.read_text(encoding="utf-8"))
    assert sorted(linked) == sorted(reports.REPORTS)
    for command in ("scores", "generalizability"):
        reports.write(command, tmp_path / f"{command}.html", reports.REPORTS[command])
        assert "24 candidates" in (tmp_path / f"{command}.html").read_text(encoding="utf-8")


def main() -> None:
    """Draw the pictures anew."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COMMANDS:
            (IMAGES / f"{name}.svg").write_text(svg_file(figure(name, Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()

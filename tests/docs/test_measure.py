"""The pages on measuring show what the commands print, on a season that is made as they say, and name every number.

``python -m tests.docs.test_measure`` writes the outputs into docs/measure.md anew.
"""

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import decision

from evenbar.measure.utility import taylor_russell
from tests.docs.test_tutorial import call, calls, follow
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "measure.md"


def examples(folder: Path) -> Path:
    """A folder with the example season in it, as the page has it."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def test_the_page_shows_what_the_commands_print(tmp_path: Path) -> None:
    """The outputs on the page are those of today; this module writes them anew."""
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("```console") >= 4
    assert follow(page, examples(tmp_path)) == []


def test_the_season_is_the_one_its_script_makes() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "examples" / "season.py"], capture_output=True, text=True, check=True
    )
    assert made.stdout == (ROOT / "examples" / "season.csv").read_text(encoding="utf-8")


def test_what_is_said_of_the_season_is_so(tmp_path: Path) -> None:
    """The script's truth, the page's words and the command's answer agree."""
    severity = runpy.run_path(str(ROOT / "examples" / "season.py"))["SEVERITY"]
    assert (severity["Oda"], severity["Pavel"], severity["Tess"]) == (0.5, 0.5, -0.6)
    command = (
        "evenbar measure scores examples/season.csv --weights examples/season-weights.csv --top 3 --json"
    )
    found = json.loads(call(command, folder=examples(tmp_path), status=0)[1])
    people = {row["candidate"]: row for row in found["candidates"]}
    assert people["C01"]["weighted"] > people["C02"]["weighted"]
    assert people["C01"]["score"] < people["C02"]["score"]
    assert people["C19"]["p_top"] > 0.9
    raters = {row["interviewer"]: row for row in found["interviewers"]}
    assert raters["Pavel"]["low95"] > 0.0 > raters["Tess"]["high95"]
    assert raters["Oda"]["low95"] < 0.0
    assert raters["Oda"]["high95"] > severity["Oda"]


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


def test_every_number_of_scores_is_explained(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "measure-scores.md").read_text(encoding="utf-8")
    command = "evenbar measure scores examples/season.csv --estimator reml --json"
    found = json.loads(call(command, folder=examples(tmp_path), status=0)[1])
    del found["variance"], found["n"], found["warnings"], found["parts"]
    told = keys(found) - {"candidate", "interviewer"}
    assert len(told) >= 25
    assert told - set(re.findall(r"`(\w+)`", page)) == set()
    assert page.count("*To an interviewer.*") == page.count("*To a statistician.*") >= 13


def test_the_decision_page_has_every_scenario_and_method() -> None:
    page = (ROOT / "docs" / "decision-benchmark.md").read_text(encoding="utf-8")
    results = page.partition("<!-- results -->")[2].partition("<!-- end of results -->")[0]
    names = [f"{scenario.name[0].upper()}{scenario.name[1:]}" for scenario in decision.SCENARIOS]
    assert re.findall(r"^### (.*)$", results, re.MULTILINE) == names
    assert [method for method in decision.METHODS if f"\n| {method} | " not in results] == []


def test_the_figures_about_24_per_cent_are_those_of_the_formulas() -> None:
    """Multiple correlation by Schmidt and Hunter's values, and Taylor and Russell's shares by the revised ones."""
    page = (ROOT / "docs" / "decision-benchmark.md").read_text(encoding="utf-8")
    multiple = (2 * 0.51**2 * (1 - 0.30) / (1 - 0.30**2)) ** 0.5
    assert f"to {multiple:.2f}, a gain of {multiple - 0.51:.2f}".replace("0.", ".") in page
    assert f"which is {100 * (multiple / 0.51 - 1):.0f} % of .51" in page
    for base_rate, selection_ratio in ((0.5, 0.10), (0.7, 0.5), (0.3, 0.1)):
        new, old = (
            taylor_russell(validity=validity, base_rate=base_rate, selection_ratio=selection_ratio)
            for validity in (0.42, 0.19)
        )
        assert f"by {100 * (new / old - 1):.1f} %" in page


def main() -> None:
    """Write the outputs of today into the page."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = examples(Path(name))

        def run(block: re.Match[str]) -> str:
            shown = [
                f"$ {command}\n{call(command, folder=folder, status=0)[1]}" for command, _ in calls(block[1])
            ]
            return f"```console\n{''.join(shown)}```\n"

        page = re.sub(r"```console\n(.*?)```\n", run, PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

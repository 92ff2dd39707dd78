"""What the proof-reader says of the bad scorecards in examples/, as tables for docs/bad-scorecards.md.

    python -m tests.lint.bad_scorecards        put today's tables into the page

A test compares the page with the linter, so that it is never stale.
"""

import re
from collections import Counter
from pathlib import Path

from evenbar.lint.checking import Findings, check
from tests.lint.casing import TODAY

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "bad-scorecards.md"
NAMES = ("puzzle-heavy", "credentials-and-fit", "copied-generic-software")
_BLOCK = re.compile(r"(<!-- findings: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def findings(name: str) -> Findings:
    """What is found in an example."""
    path = ROOT / "examples" / f"{name}.yaml"
    return check(path.read_bytes(), name=f"examples/{path.name}", today=TODAY)


def table(name: str) -> str:
    """The findings of an example: its errors and warnings line by line, its notes counted by rule."""
    told = findings(name)
    loud = [finding for finding in told.found if finding.severity != "info"]
    notes = Counter(finding.rule for finding in told.found if finding.severity == "info")
    lines = [
        f"{told.count('error')} errors, {told.count('warning')} warnings, {sum(notes.values())} notes.",
        "",
    ]
    lines += ["| line | rule | what it says |", "| ---: | --- | --- |"]
    lines += [
        f"| {finding.line} | {_strong(finding.rule, finding.severity)} | {_cell(finding.found)} |"
        for finding in loud
    ]
    counted = ", ".join(f"`{rule}` ({count})" for rule, count in sorted(notes.items()))
    return "\n".join([*lines, "", f"Notes: {counted}.", ""])


def _strong(rule: str, severity: str) -> str:
    return f"**`{rule}`**" if severity == "error" else f"`{rule}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def renewed(page: str) -> str:
    """The page with the tables of today."""
    return _BLOCK.sub(lambda block: f"{block.group(1)}\n{table(block.group(2))}\n{block.group(3)}", page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

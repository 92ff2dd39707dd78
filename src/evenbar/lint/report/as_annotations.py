"""Findings as annotations of a pull request: one workflow command a line, as GitHub's runner reads them.

A command ends at its line break, a property at a comma or colon; those signs are escaped, so no text of a
scorecard can begin a command of its own.
"""

from collections.abc import Iterator

from evenbar.lint.report import Outcome
from evenbar.lint.rule import Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def as_annotations(outcomes: tuple[Outcome, ...]) -> Iterator[str]:
    """A line for each problem and each finding."""
    for outcome in outcomes:
        for problem in outcome.problems:
            place = f"line={problem.line},col={problem.column}"
            yield _command("error", outcome.file, place, "unreadable", problem.message)
        for finding in outcome.found:
            message = f"{finding.found}\nWrite: {finding.instead}"
            yield _command(_LEVELS[finding.severity], outcome.file, _place(finding), finding.rule, message)


def _place(finding: Finding) -> str:
    """Lines, and columns where they are of one line: the runner drops them otherwise."""
    place = f"line={finding.line},endLine={finding.end_line}"
    if finding.end_line == finding.line:
        place += f",col={finding.column},endColumn={max(finding.column, finding.end_column - 1)}"
    return place


def _command(level: str, file: str, place: str, title: str, message: str) -> str:
    return f"::{level} file={_property(file)},{place},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

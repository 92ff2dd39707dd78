"""Findings as people and programs take them: ``as_text``, ``as_json``, ``as_sarif``, ``as_annotations``, a file each.

``Outcome`` is what they are given: what was found in each file, and why a file could not be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evenbar.lint.checking import Findings
from evenbar.lint.rule import Finding, Severity
from evenbar.scorecard.problem import Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file proof-read: its findings, or the problems that kept it from being read."""

    file: str
    findings: Findings | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings, none where the file could not be read."""
        return self.findings.found if self.findings else ()

    @property
    def more(self) -> int:
        """Findings beyond those that are listed."""
        return self.findings.more if self.findings else 0

    @property
    def accepted(self) -> tuple[tuple[Finding, str], ...]:
        """What the file's suppressions accept, with the reasons."""
        return self.findings.accepted if self.findings else ()


def counts(outcomes: tuple[Outcome, ...]) -> dict[Severity, int]:
    """How many findings there are of each severity, over all files."""
    found = [finding.severity for finding in every(outcomes)]
    return {severity: found.count(severity) for severity in ("error", "warning", "info")}


def every(outcomes: tuple[Outcome, ...]) -> Iterator[Finding]:
    """Every finding, file by file."""
    for outcome in outcomes:
        yield from outcome.found

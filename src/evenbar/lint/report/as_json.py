"""Findings for programs. The keys are stable: new ones may come, none goes or changes its meaning within a version."""

from typing import Any

from evenbar.lint import law
from evenbar.lint.report import Outcome, counts
from evenbar.lint.rule import Finding, rules

VERSION = 1


def as_json(outcomes: tuple[Outcome, ...]) -> dict[str, Any]:
    """The answer as plain values."""
    return {
        "version": VERSION,
        "files": [_file(outcome) for outcome in outcomes],
        "summary": {
            f"{severity}s" if severity != "info" else "notes": n for severity, n in counts(outcomes).items()
        },
        "law_checked": law.checked().isoformat(),
    }


def _file(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": outcome.file,
        "findings": [finding_json(finding) for finding in outcome.found],
        "accepted": [finding_json(finding) | {"because": because} for finding, because in outcome.accepted],
        "more": outcome.more,
        "problems": [
            {
                "line": problem.line,
                "column": problem.column,
                "path": problem.path,
                "message": problem.message,
            }
            for problem in outcome.problems
        ],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    return {
        "rule": finding.rule,
        "family": rules()[finding.rule].family,
        "severity": finding.severity,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "path": finding.where,
        "quote": finding.quote,
        "found": finding.found,
        "instead": finding.instead,
        "why": finding.why,
        "strength": finding.strength,
        "law": list(finding.law),
        "fix": {"path": finding.edit.where, "text": finding.edit.text} if finding.edit else None,
    }

"""Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors show at the line.

Accepted findings are there too, as results with their suppression; a file that cannot be read is a notification
of the run, which then did not succeed.
"""

import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from evenbar import __version__
from evenbar.lint.report import Outcome
from evenbar.lint.rule import STRENGTHS, Finding, Rule, rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(outcomes: tuple[Outcome, ...]) -> dict[str, Any]:
    """The log as plain values, one run of one tool."""
    known = list(rules().values())
    index = {rule.name: number for number, rule in enumerate(known)}
    results = [
        _result(finding, index[finding.rule], because)
        for outcome in outcomes
        for finding, because in _with_accepted(outcome)
    ]
    problems = [
        _notification(outcome, number) for outcome in outcomes for number in range(len(outcome.problems))
    ]
    run = {
        "tool": {
            "driver": {"name": "evenbar", "version": __version__, "rules": [_rule(rule) for rule in known]}
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not problems, "toolExecutionNotifications": problems}],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _with_accepted(outcome: Outcome) -> Iterable[tuple[Finding, str | None]]:
    yield from ((finding, None) for finding in outcome.found)
    yield from outcome.accepted


def _rule(rule: Rule) -> dict[str, Any]:
    sections = rule.sections()
    return {
        "id": rule.name,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": sections.get("What it does") or rule.title},
        "help": {"text": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family], "evidence": STRENGTHS[rule.strength]},
    }


def _result(finding: Finding, index: int, because: str | None) -> dict[str, Any]:
    told = [finding.found, f"Write: {finding.instead}", *finding.law]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(told)},
        "locations": [_location(finding.file, _region(finding), finding.where)],
        "partialFingerprints": {"evenbar/v1": _fingerprint(finding)},
    }
    if because is not None:
        result["suppressions"] = [{"kind": "inSource", **({"justification": because} if because else {})}]
    return result


def _location(file: str, region: dict[str, Any], path: str) -> dict[str, Any]:
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri(file)}, "region": region}}
    return place | ({"logicalLocations": [{"fullyQualifiedName": path}]} if path else {})


def _region(finding: Finding) -> dict[str, Any]:
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }


def _notification(outcome: Outcome, number: int) -> dict[str, Any]:
    problem = outcome.problems[number]
    region = {"startLine": problem.line, "startColumn": problem.column}
    return {
        "level": "error",
        "message": {"text": problem.message},
        "locations": [_location(outcome.file, region, problem.path)],
    }


def _fingerprint(finding: Finding) -> str:
    """The same for a finding that has only moved to another line."""
    return hashlib.sha256(f"{finding.rule}\0{finding.where}\0{finding.quote}".encode()).hexdigest()[:32]


def uri(file: str) -> str:
    """A file's name as a relative or absolute reference: slashes forward, other signs escaped."""
    name = file.replace("\\", "/")
    return ("file://" if name.startswith("/") else "") + quote(name.removeprefix("./"), safe="/")

"""Findings for people: the source line with the words underlined, what is wrong, what to write, why. 80 columns.

Why a rule matters and what the law says is told at its first finding; later ones of the same rule are short.
"""

import textwrap
from collections.abc import Iterator

from evenbar.lint import law
from evenbar.lint.report import Outcome, counts, every
from evenbar.lint.rule import STRENGTHS, Finding

WIDTH = 79
_NAMES = {"error": "error", "warning": "warning", "info": "note"}


def as_text(outcomes: tuple[Outcome, ...], *, left_out: int = 0) -> Iterator[str]:
    """The lines of a report on some files; ``left_out`` counts files of a folder that are no scorecards."""
    told: set[str] = set()
    has_law = False
    for outcome in outcomes:
        for problem in outcome.problems:
            yield from _wrapped(printable(str(problem)))
        for finding in outcome.found:
            yield from _finding(finding, first=finding.rule not in told)
            told.add(finding.rule)
            has_law = has_law or bool(finding.law)
        if outcome.more:
            yield from (f"{outcome.file}: {outcome.more:,} more findings are not listed.", "")
    if has_law:
        day = f"{law.checked().day} {law.checked():%B %Y}"
        yield from (*_wrapped(f"Statutes as looked up on {day}; this is no legal advice."), "")
    yield from _wrapped(summary(outcomes, left_out=left_out))


def summary(outcomes: tuple[Outcome, ...], *, left_out: int = 0) -> str:
    """The last line: how many findings of which severity in how many files, and what to do next."""
    found = counts(outcomes)
    listed = [_counted(number, _NAMES[severity]) for severity, number in found.items() if number]
    read = [outcome for outcome in outcomes if outcome.findings is not None]
    told = f"{', '.join(listed) or 'Nothing found'} in {_counted(len(read), 'file')}"
    accepted = sum(len(outcome.accepted) for outcome in outcomes)
    unread = len(outcomes) - len(read)
    rest = [
        f"{accepted} accepted with a reason" if accepted else "",
        f"{_counted(unread, 'file')} could not be read" if unread else "",
        f"{_counted(left_out, 'other YAML file')} left out" if left_out else "",
    ]
    sentences = ["; ".join([told, *filter(None, rest)]) + "."]
    if fixes := sum(finding.edit is not None for finding in every(outcomes)):
        sentences.append(f"--fix mends {fixes} of them.")
    if any(found.values()):
        sentences.append("`evenbar rule NAME` explains a rule.")
    return " ".join(sentences)


def _finding(finding: Finding, *, first: bool) -> Iterator[str]:
    in_cell = "!" in finding.where  # of a workbook: sheet and cell
    place = f"{finding.file}:{finding.where if in_cell else f'{finding.line}:{finding.column}'}"
    yield printable(f"{place} {finding.rule} ({_NAMES[finding.severity]})")
    yield from _source(finding)
    yield from _wrapped(printable(finding.found), indent="  ")
    yield from _wrapped(printable(finding.instead), indent="  ", first="  Write: ")
    if first and finding.why:
        strength = STRENGTHS[finding.strength].partition(":")[0]
        said = finding.why.lower().startswith(strength)
        why = finding.why if said else f"{finding.why} ({strength})"
        yield from _wrapped(why, indent="  ", first="  Why: ")
    for number, sentence in enumerate(finding.law if first else ()):
        yield from _wrapped(sentence, indent="       ", first="  Law: " if number == 0 else "       ")
    yield ""


def _source(finding: Finding) -> Iterator[str]:
    """The line of the file with its words underlined, as much of it as fits."""
    if not finding.excerpt.strip():
        return
    gutter = f"{finding.line:>5} | "
    room = WIDTH - len(gutter)
    text = printable(finding.excerpt).rstrip()
    start, end = finding.mark
    indent = min(len(text) - len(text.lstrip()), start)
    left = indent if start - indent + min(end - start, 20) <= room else max(indent, start - room // 4)
    shown = text[left : left + room]
    if left > indent:
        shown = "…" + shown[1:]
    if left + room < len(text):
        shown = shown[:-1] + "…"
    start, end = max(0, start - left), min(len(shown), end - left)
    yield gutter + shown
    yield " " * 6 + "| " + " " * start + "^" * max(1, end - start)


def _wrapped(text: str, *, indent: str = "", first: str | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def printable(text: str) -> str:
    """A text without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)

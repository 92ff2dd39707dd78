"""Safe edits put into a file's text at their places. Each is checked: the text must still read, and say what was asked.

Edits that two findings want at the same place, or that hide each other, are made in rounds, each proof-read afresh.
"""

from dataclasses import dataclass
from datetime import date

from evenbar.lint.checking import Findings, check
from evenbar.lint.rule import Edit, Finding
from evenbar.lint.settings import AS_IT_COMES, Settings
from evenbar.scorecard.editing import Uneditable, set_value
from evenbar.scorecard.reading import Unreadable, read

MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after its safe edits, what they mended, and what is found in it now."""

    text: str
    mended: tuple[Finding, ...]
    findings: Findings


def mend(
    text: str, *, name: str = "scorecard", settings: Settings = AS_IT_COMES, today: date | None = None
) -> Mended:
    """The text with every safe edit of the chosen rules; Unreadable where it is no scorecard."""
    findings = check(text, name=name, settings=settings, today=today)
    mended: list[Finding] = []
    tried: set[Edit] = set()
    for _ in range(MOST_ROUNDS):
        wanted = _apart([finding for finding in findings.found if finding.edit and finding.edit not in tried])
        if not wanted:
            break
        for finding in wanted:
            assert finding.edit is not None
            tried.add(finding.edit)
            edited = edited_text(text, finding.edit)
            if edited is not None:
                text = edited
                mended.append(finding)
        findings = check(text, name=name, settings=settings, today=today)
    return Mended(text, tuple(mended), findings)


def edited_text(text: str, edit: Edit) -> str | None:
    """The text with one edit, or None where it cannot be made there or the text would no longer read."""
    try:
        edited = set_value(text, edit.where, edit.text)
        read(edited)
    except (Uneditable, Unreadable):
        return None
    return None if edited == text else edited


def _apart(findings: list[Finding]) -> list[Finding]:
    """One finding for each place, none inside another's, the last of the text first so that numbers hold."""
    taken: list[str] = []
    chosen = []
    for finding in reversed(findings):
        where = finding.edit.where if finding.edit else ""
        if not any(_overlap(where, other) for other in taken):
            taken.append(where)
            chosen.append(finding)
    return chosen


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")

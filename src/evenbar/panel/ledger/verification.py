"""Reading the chain from its first line to its head, and naming every line that is not what was written.

What it finds by itself: a line that was altered, removed, inserted or moved, and an end that was cut off. What
nobody can find from inside: the whole store put back to an earlier state, head included, or a chain written anew by
somebody who has the ledger key. An anchor kept elsewhere (`evenbar ledger verify` prints one, `--expect` checks it)
finds both.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.crypto import constant_time_compare

from evenbar.panel.ledger import chain
from evenbar.panel.ledger.models import Head, Line

CHUNK = 500  # lines in memory at a time
SHOWN = 100  # findings kept; the rest are counted


@dataclass(frozen=True)
class Finding:
    """Something wrong at a line."""

    number: int
    sentence: str


@dataclass
class Verification:
    """What reading the whole chain found. `number` and `seal` are the last line's, to keep as an anchor."""

    lines: int = 0
    number: int = 0
    seal: str = ""
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.wrong == 0

    @property
    def anchor(self) -> str:
        """The newest line as text that --expect reads."""
        return f"{self.number}:{self.seal}"

    def add(self, number: int, sentence: str) -> None:
        self.wrong += 1
        if len(self.findings) < SHOWN:
            self.findings.append(Finding(number, sentence))


def verify(*, expect: tuple[int, str] | None = None, using: str = "default") -> Verification:
    """Walk the chain in constant memory; `expect` is a line's number and seal as they were noted elsewhere."""
    result = Verification()
    previous, anchored = chain.BEGINNING, expect is None
    for line in _lines(using):
        number, seal = line["number"], line["seal"]
        _check_number(result, number)
        _check_line(result, line, previous)
        if expect is not None and number == expect[0]:
            anchored = True
            if seal != expect[1]:
                result.add(
                    number, "has another seal than the one that was noted: the chain was written anew."
                )
        previous = seal
        result.lines += 1
        result.number, result.seal = number, seal
    _check_head(result, using)
    if expect is not None and not anchored:
        result.add(expect[0], "was noted elsewhere and is not here: the ledger was cut off or put back.")
    return result


def _lines(using: str) -> Iterator[dict[str, Any]]:
    """The rows as the store has them; facts as text, because an intruder may have written what is no JSON."""
    rows = Line.objects.using(using).order_by("number")
    fields = ("number", "at", "actor", "action", "subject", "previous", "seal")
    yield from rows.values(*fields, written=Cast("facts", TextField())).iterator(chunk_size=CHUNK)


def _check_number(result: Verification, number: int) -> None:
    """Every number from 1 on is there."""
    expected = result.number + 1
    if number == expected + 1:
        result.add(expected, "is missing.")
    elif number > expected:
        result.add(expected, f"and the lines after it up to {number - 1} are missing.")
    elif number < expected:
        result.add(number, "has a number that no line may have.")


def _check_line(result: Verification, line: dict[str, Any], previous: str) -> None:
    """The line's fields fit its seal, and it follows the line before it."""
    written, seal = line.pop("written"), line.pop("seal")
    try:
        fits = constant_time_compare(chain.seal_of(**line, facts=json.loads(written)), seal)
    except (ValueError, RecursionError):
        fits = False
    if not fits:
        result.add(
            line["number"],
            "does not fit its seal: a field was altered, or the line was inserted or moved here.",
        )
    elif line["previous"] != previous:
        result.add(
            line["number"], "does not follow the line before it: that one was altered, replaced or removed."
        )


def _check_head(result: Verification, using: str) -> None:
    """The head names the last line, and its proof was made with the key."""
    head = Head.objects.using(using).filter(pk=1).first()
    if head is None or head.number == 0:
        if result.lines:
            result.add(result.number, "is the last line, but the head that seals the end is gone.")
        return
    if not constant_time_compare(head.proof, chain.proof_of(head.number, head.seal)):
        result.add(head.number, "is named by a head that was altered.")
    elif head.number > result.number:
        result.add(result.number + 1, f"up to line {head.number} are missing: the end was cut off.")
    elif (head.number, head.seal) != (result.number, result.seal):
        result.add(result.number, "comes after the head, or is not the line that the head seals.")

"""Several filled workbooks as one table of ratings: what disagrees between them is named, and nothing is counted twice.

The table is CSV in the form of `evenbar measure`, with the evidence and the kind of missing beside each rating.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from evenbar.connect.workbook import filled
from evenbar.connect.workbook.answers import same_name
from evenbar.connect.workbook.filled import Entry, Filled, Recommended
from evenbar.connect.workbook.package import Unusable
from evenbar.scorecard.scorecard import Scorecard

Said = TypeVar("Said", Entry, Recommended)
HEADS = ("candidate", "interviewer", "criterion", "score", "evidence", "missing", "flag")
NO_EVIDENCE = "no evidence"
# What spreadsheet programs take for the beginning of a formula, in narrow and wide letters.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps the files from being taken, in a sentence; sheet and cell where there is one."""

    file: str
    sentence: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.sentence}" if self.sheet else f"{self.file} {self.sentence}"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that was read. `problems` is empty when the entries may be used; `remarks` are worth knowing."""

    entries: tuple[Entry, ...]
    recommended: tuple[Recommended, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]
    books: tuple[tuple[str, Filled], ...]


def gather(
    files: Iterable[tuple[str, bytes]], *, card: Scorecard | None = None, without_evidence: bool = False
) -> Gathered:
    """Read files, each with its name; all problems of all of them come in one pass."""
    problems: list[Problem] = []
    books: list[tuple[str, Filled]] = []
    for name, content in files:
        try:
            book = filled.read(content, card=card, without_evidence=without_evidence)
        except Unusable as unusable:
            problems.append(Problem(name, str(unusable)))
            continue
        books.append((name, book))
        problems += [Problem(name, str(flaw), flaw.sheet, flaw.cell) for flaw in book.flaws]
    problems += _strangers(books)
    entries = [(name, entry) for name, book in books for entry in book.entries]
    recommended = [(name, said) for name, book in books for said in book.recommended]
    rated = _merged(entries, lambda entry: entry.criterion, "rating", problems)
    said = _merged(recommended, lambda _: "", "recommendation", problems)
    return Gathered(tuple(rated), tuple(said), tuple(problems), tuple(_remarks(books)), tuple(books))


def _strangers(books: Sequence[tuple[str, Filled]]) -> Iterator[Problem]:
    """Files from another scorecard than the first."""
    for name, book in books[1:]:
        first, origin = books[0][1].origin, book.origin
        if origin.scorecard != first.scorecard:
            words = f'was made from scorecard "{origin.scorecard}" and {books[0][0]} from "{first.scorecard}"'
            yield Problem(name, f"{words}; import them apart.")
        elif origin.fingerprint != first.fingerprint:
            words = f"was made from another version of the scorecard than {books[0][0]}"
            yield Problem(name, f"{words}: levels may not mean the same. Import them apart.")


def _merged(
    found: Iterable[tuple[str, Said]], about: Callable[[Said], str], noun: str, problems: list[Problem]
) -> list[Said]:
    """What people said in all files. The same in a copy counts once; something else is a problem."""
    kept: dict[tuple[str, str, str], tuple[str, Said]] = {}
    for name, said in found:
        if not said.candidate or not said.interviewer:
            continue
        key = (same_name(said.candidate), same_name(said.interviewer), about(said))
        file, first = kept.setdefault(key, (name, said))
        if first != said:
            where = f'{file}, sheet "{first.sheet}", {first.cell}'
            words = f"is another {noun} by {said.interviewer} than the one in {where}; keep one of them"
            sentence = f'sheet "{said.sheet}", {said.cell} {words}.'
            problems.append(Problem(name, sentence, said.sheet, said.cell))
    return [said for _, said in kept.values()]


def _remarks(books: Sequence[tuple[str, Filled]]) -> Iterator[str]:
    for name, book in books:
        if book.origin.other_version:
            yield (
                f"{name} was made from another version of {book.origin.scorecard} "
                f"({(book.origin.fingerprint or '')[:12]}) than the one named; levels may not mean the same."
            )
        if book.flaws:
            continue
        if not book.entries:
            yield f"{name}: nobody has filled in a sheet yet."
        for interviewer, count in book.left_blank.items():
            criteria = "1 criterion" if count == 1 else f"{count} criteria"
            yield f"{name}: {interviewer} left {criteria} blank; no rating of any kind was read there."
        for entry in book.entries:
            if entry.level is not None and not entry.has_evidence:
                yield f'{name}: sheet "{entry.sheet}", {entry.cell} is a level without evidence, taken and flagged.'


def evidence(entry: Entry) -> str:
    """The evidence in one text: what speaks for it, then what speaks against."""
    if not entry.evidence_against:
        return entry.evidence_for
    against = f"Against: {entry.evidence_against}"
    return f"For: {entry.evidence_for}\n{against}" if entry.evidence_for else against


def flag(entry: Entry) -> str:
    """What must be known of a rating beside its number."""
    return NO_EVIDENCE if entry.level is not None and not entry.has_evidence else ""


def ratings_csv(entries: Iterable[Entry]) -> str:
    """The ratings table. Text that a spreadsheet program would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    for entry in entries:
        score = "" if entry.level is None else str(entry.level)
        texts = (entry.candidate, entry.interviewer, entry.criterion, score, evidence(entry), entry.missing)
        writer.writerow([_safe(text) for text in (*texts, flag(entry))])
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text

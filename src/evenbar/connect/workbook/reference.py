"""The sheets to read from: the scorecard with its anchors, the bank of questions, and the hidden one.

The hidden sheet holds where the workbook comes from and each level in a line, for the other sheets to point at.
"""

from dataclasses import dataclass

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evenbar.connect.workbook import form, looks
from evenbar.scorecard.criterion import FAMILIES, Anchor, Criterion
from evenbar.scorecard.question import KINDS, Question
from evenbar.scorecard.scorecard import LEVELS, Scorecard, exact, fingerprint

NO_ANCHOR = "No words are written for this level."
_TABLE = 4
_CARD_WIDTHS = dict(zip("ABCDEFGHIJ", (22, 8, 10, 24, 25, 25, 25, 25, 25, 22), strict=True))
_BANK_WIDTHS = dict(zip("ABCDEFG", (22, 12, 52, 40, 9, 28, 40), strict=True))


@dataclass(frozen=True, slots=True)
class Places:
    """Where other sheets find a criterion: its row on the hidden sheet, its questions' rows on theirs."""

    anchors: dict[str, int]
    questions: dict[str, tuple[int, int]]


def add_scorecard(book: Workbook, card: Scorecard) -> None:
    """Add the sheet with definitions, weights, anchors and look-alikes."""
    sheet = book.create_sheet(form.SCORECARD)
    looks.title(
        sheet, card.title, "What each level looks like. Read a row from left to right before you interview."
    )
    levels = [f"{level} {card.labels[level]}" for level in LEVELS]
    names = [
        "Criterion",
        "Share",
        "Minimum",
        "Definition",
        *levels,
        "Sounds high and is not",
    ]
    looks.heads(sheet, _TABLE, names)
    shares = card.shares()
    for row, criterion in enumerate(card.criteria, _TABLE + 1):
        _criterion(sheet, row, criterion)
        share = looks.boxed(sheet.cell(row, 2), fill=looks.PAPER)
        looks.number(share, float(shares[criterion.id]), "0.0%")
    looks.widths(sheet, _CARD_WIDTHS)
    looks.heights(sheet, range(_TABLE, sheet.max_row + 1))
    looks.finish(sheet, head_row=_TABLE, freeze=f"B{_TABLE + 1}")


def _criterion(sheet: Worksheet, row: int, criterion: Criterion) -> None:
    limit = f"{criterion.minimum}" if criterion.minimum else "none"
    not_this = [f"Not this: {'; '.join(criterion.not_this)}."] if criterion.not_this else []
    about = "\n".join([criterion.definition or "", *not_this]).strip()
    anchors = [_anchor(criterion.anchor(level)) for level in LEVELS]
    alike = "\n".join(
        f"• {look.says}" + (f" (worth {look.level})" if look.level else "") for look in criterion.look_alikes
    )
    looks.put_named(
        looks.boxed(sheet.cell(row, 1), fill=looks.PAPER), criterion.name, FAMILIES[criterion.family]
    )
    for column, text in enumerate([limit, about, *anchors, alike], 3):
        looks.put(looks.boxed(sheet.cell(row, column), fill=looks.PAPER), text, size=9)


def _anchor(anchor: Anchor | None) -> str:
    if anchor is None:
        return NO_ANCHOR
    said = [f"For example: {anchor.example}"] if anchor.example else []
    return "\n".join([anchor.summary, *(f"• {signal}" for signal in anchor.signals), *said])


def add_questions(book: Workbook, card: Scorecard) -> dict[str, tuple[int, int]]:
    """Add the sheet of questions with their probes; the first and last row of each criterion's."""
    sheet = book.create_sheet(form.QUESTIONS)
    looks.title(
        sheet,
        "Questions",
        "Ask everybody the same ones. Probes are neutral: they ask for more and lead nowhere.",
    )
    names = ("Criterion", "Kind", "Question", "Probes", "Minutes", "Twist, told to everybody", "Listen for")
    looks.heads(sheet, _TABLE, names)
    rows: dict[str, tuple[int, int]] = {}
    row = _TABLE
    for criterion in card.criteria:
        first = row + 1
        for question in criterion.questions:
            row += 1
            _question(sheet, row, criterion.name, question)
        if criterion.questions:
            rows[criterion.id] = (first, row)
    looks.widths(sheet, _BANK_WIDTHS)
    looks.heights(sheet, range(_TABLE, row + 1))
    looks.finish(sheet, head_row=_TABLE, freeze=f"A{_TABLE + 1}")
    return rows


def _question(sheet: Worksheet, row: int, criterion: str, question: Question) -> None:
    ask = question.ask + (f"\n\n{question.diff}" if question.diff else "")
    at = f"At minute {question.twist_at}: " if question.twist_at else ""
    texts = (
        criterion,
        KINDS.get(question.kind or "", ""),
        ask,
        "\n".join(f"• {probe}" for probe in question.probes),
        "",
        at + question.twist if question.twist else "",
        "\n".join(f"{level}: {words}" for level, words in question.listen_for),
    )
    for column, text in enumerate(texts, 1):
        looks.put(looks.boxed(sheet.cell(row, column), fill=looks.PAPER), text, size=9, bold=column == 3)
    if question.minutes:
        looks.number(sheet.cell(row, 5), question.minutes)


def add_hidden(book: Workbook, card: Scorecard) -> dict[str, int]:
    """Add the hidden sheet: the scorecard's id and fingerprint, then a row for each criterion; their rows."""
    sheet = book.create_sheet(form.HIDDEN)
    facts: list[tuple[str, ...]] = [
        (form.FORM_KEY, str(form.FORM)),
        (form.ID_KEY, card.scorecard),
        (form.PRINT_KEY, fingerprint(card)),
        (form.TITLE_KEY, card.title),
        *((form.LABEL_KEY, str(level), card.labels[level]) for level in LEVELS),
    ]
    for row, fact in enumerate(facts, 1):
        for column, text in enumerate(fact, 1):
            looks.put(sheet.cell(row, column), text)
    rows = {}
    for row, criterion in enumerate(card.criteria, len(facts) + 1):
        rows[criterion.id] = row
        looks.put(sheet.cell(row, 1), form.CRITERION_KEY)
        looks.put(sheet.cell(row, 2), criterion.id)
        looks.put(sheet.cell(row, 3), criterion.name)
        for level in LEVELS:
            anchor = criterion.anchor(level)
            looks.put(sheet.cell(row, 3 + level), anchor.summary if anchor else NO_ANCHOR)
        looks.number(sheet.cell(row, 9), float(exact(criterion.weight)))
    looks.finish(sheet)
    sheet.sheet_state = "hidden"
    return rows

"""Which scorecard a workbook was made from: what its hidden sheet says, and the scorecard at hand if one is named.

The hidden sheet comes back from outside and is believed no further than it can be checked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenbar.connect.workbook import form
from evenbar.connect.workbook.cells import Sheet
from evenbar.connect.workbook.package import Unusable
from evenbar.scorecard.scorecard import LABELS, LEVELS, Scorecard, fingerprint

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_PRINT = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Origin:
    """The scorecard behind a workbook. `fingerprint` is the workbook's own; `names` and `labels` are for reading it.

    `other_version` is true where a scorecard is at hand and the workbook was made from another version of it.
    """

    scorecard: str
    fingerprint: str | None
    names: Mapping[str, str]
    labels: Mapping[int, tuple[str, ...]]
    other_version: bool = False


def origin_of(sheets: Sequence[Sheet], card: Scorecard | None) -> Origin:
    """Where the workbook comes from; Unusable where neither it nor the caller says so, or they disagree."""
    hidden = next((sheet for sheet in sheets if _is_hidden_sheet(sheet)), None)
    if hidden is None:
        if card is None:
            raise Unusable(
                f'no longer says which scorecard it was made from: its hidden sheet "{form.HIDDEN}" is gone. '
                "Name the scorecard with --scorecard."
            )
        return _of_card(card, None)
    facts = _facts(hidden)
    said = facts.get(form.FORM_KEY, "")
    if said != str(form.FORM):
        raise Unusable(
            f"was made in form {said[:10]!r}, and this Evenbar reads form {form.FORM}; use a later Evenbar."
        )
    id, print_ = facts.get(form.ID_KEY, ""), facts.get(form.PRINT_KEY, "")
    if not _ID.match(id) or not _PRINT.match(print_):
        raise Unusable(
            f'says nothing usable about its scorecard: the hidden sheet "{form.HIDDEN}" was changed.'
        )
    if card is None:
        return Origin(id, print_, _names(hidden), _labels(hidden))
    if id != card.scorecard:
        raise Unusable(
            f'was made from scorecard "{id[:60]}", not from "{card.scorecard}"; name the right one.'
        )
    return _of_card(card, print_)


def _of_card(card: Scorecard, print_: str | None) -> Origin:
    names = {criterion.id: criterion.name for criterion in card.criteria}
    labels = {level: _words(LABELS[level], card.labels[level]) for level in LEVELS}
    return Origin(card.scorecard, print_, names, labels, print_ not in (None, fingerprint(card)))


def _is_hidden_sheet(sheet: Sheet) -> bool:
    return sheet.title.strip().casefold() == form.HIDDEN and sheet.at(1, 1).text == form.FORM_KEY


def _facts(hidden: Sheet) -> dict[str, str]:
    rows = sorted({row for row, _ in hidden.cells})
    return {hidden.at(row, 1).text: hidden.at(row, 2).text.strip() for row in reversed(rows)}


def _names(hidden: Sheet) -> dict[str, str]:
    rows = sorted({row for row, _ in hidden.cells})
    found = {
        hidden.at(row, 2).text: hidden.at(row, 3).text
        for row in rows
        if hidden.at(row, 1).text == form.CRITERION_KEY and _ID.match(hidden.at(row, 2).text)
    }
    if not found:
        raise Unusable(f'names no criterion: the hidden sheet "{form.HIDDEN}" was changed.')
    return found


def _labels(hidden: Sheet) -> dict[int, tuple[str, ...]]:
    said = {
        hidden.at(row, 2).text: hidden.at(row, 3).text
        for row, column in hidden.cells
        if column == 1 and hidden.at(row, 1).text == form.LABEL_KEY
    }
    return {level: _words(LABELS[level], said.get(str(level), "")) for level in LEVELS}


def _words(*labels: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label.casefold() for label in labels if label))

"""The terms of the score model: which of them a design can separate, and the columns that they bring."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from evenbar.measure.likelihood import Group
from evenbar.measure.ratings import Floats, Ints, RatingTable

TERMS = (
    "candidate",
    "interviewer",
    "criterion",
    "candidate:interviewer",
    "candidate:criterion",
    "interviewer:criterion",
)
ROLE = "role"
MOST_COLUMNS = 600  # cells of a criterion interaction beyond this are not estimated unless asked for
REASONS = {
    "one": "there is only one {what}",
    "single": "no {what} has two ratings",
    "nested": "{what} cannot be told apart from another term in this design",
    "large": "the table is large; name the term in --terms to have it estimated",
}


@dataclass(frozen=True)
class Chosen:
    """Which terms are in the model, and why each other is not (term, reason)."""

    terms: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def separable(table: RatingTable) -> Chosen:
    """The terms that a design can separate; each left out has its reason, in words."""
    reasons = {term: _reason(table, term) for term in TERMS}
    kept = tuple(term for term, reason in reasons.items() if reason is None)
    return Chosen(kept, tuple((term, reason) for term, reason in reasons.items() if reason is not None))


def checked(terms: Collection[str], table: RatingTable) -> Chosen:
    """The terms that somebody asked for, without those that the design cannot separate.

    Raises ValueError with the known names where a term is not one of them.
    """
    for term in terms:
        if term not in TERMS:
            raise ValueError(f'"{term}" is not a term; the terms are {", ".join(TERMS)}.')
    found = separable(table)
    reasons = {term: reason for term, reason in found.left_out if reason != REASONS["large"]}
    kept = tuple(term for term in TERMS if term in terms and term not in reasons)
    left = tuple((term, reasons.get(term, "it was not asked for")) for term in TERMS if term not in kept)
    return Chosen(kept, left)


def _reason(table: RatingTable, term: str) -> str | None:
    """Why a design cannot separate a term; None where it can."""
    parts = term.split(":")
    for part in parts:
        if len(_names(table, part)) < 2:
            return REASONS["one"].format(what=part)
    if len(parts) == 1:
        return _nested(table, term) if term != "criterion" else None
    cells = _cells(table, parts[0], parts[1])
    if int(cells.max()) + 1 >= table.n:
        return REASONS["single"].format(what=f"{parts[0]} by {parts[1]}")
    if term == "candidate:interviewer":
        return _nested_interviews(table)
    if len(_names(table, parts[0])) * len(_names(table, parts[1])) > MOST_COLUMNS:
        return REASONS["large"]
    return None


def _nested(table: RatingTable, term: str) -> str | None:
    """A person's effect needs someone else to be compared on: nobody's interviews may all be alone."""
    meetings = _meetings(table)
    met = np.bincount(meetings // len(table.interviewers), minlength=len(table.candidates))
    seen = np.bincount(meetings % len(table.interviewers), minlength=len(table.interviewers))
    alone = (met <= 1).all() if term == "candidate" else (seen <= 1).all()
    # Candidates who met one interviewer each still differ among those of the same interviewer.
    both = (met <= 1).all() and (seen <= 1).all()
    return REASONS["nested"].format(what=term) if both or (alone and term == "interviewer") else None


def _nested_interviews(table: RatingTable) -> str | None:
    meetings = len(_meetings(table))
    few = meetings <= max(len(table.candidates), len(table.interviewers))
    return REASONS["nested"].format(what="candidate by interviewer") if few else None


def _meetings(table: RatingTable) -> Ints:
    return np.unique(table.candidate * len(table.interviewers) + table.interviewer)


def _names(table: RatingTable, part: str) -> tuple[str, ...]:
    return {
        "candidate": table.candidates,
        "interviewer": table.interviewers,
        "criterion": table.criteria,
    }[part]


def _cells(table: RatingTable, one: str, other: str) -> Ints:
    """For each rating the number of its cell among the cells that were rated."""
    key = getattr(table, one) * len(_names(table, other)) + getattr(table, other)
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def columns(table: RatingTable, terms: Collection[str]) -> tuple[Floats, tuple[Group, ...]]:
    """The columns of the model beside interviewers, (n, K), with their groups.

    Criteria are fixed effects where they are not among the terms; role means are random and enter where told.
    """
    blocks: list[Floats] = []
    groups: list[Group] = []

    def add(term: str, block: Floats) -> None:
        first = groups[-1].last if groups else 0
        groups.append(Group(term, first, first + block.shape[1]))
        blocks.append(block)

    criteria = _dummies(table.criterion, len(table.criteria))
    if "criterion" in terms:
        add("", np.ones((table.n, 1)))
        add("criterion", criteria)
    else:
        add("", criteria)
    if table.role is not None and len(table.roles) > 1:
        add(ROLE, _dummies(table.role, len(table.roles)))
    for term in ("candidate:criterion", "interviewer:criterion"):
        if term in terms:
            cells = table_cells(table, term)
            add(term, _dummies(cells, int(cells.max()) + 1))
    return np.concatenate(blocks, axis=1), tuple(groups)


def table_cells(table: RatingTable, term: str) -> Ints:
    """For each rating the number of its cell of an interaction, among the cells that were rated."""
    one, other = term.split(":")
    return _cells(table, one, other)


def _dummies(codes: Ints, count: int) -> Floats:
    block = np.zeros((len(codes), count))
    block[np.arange(len(codes)), codes] = 1.0
    return block

"""The terms of the score model: which of them a design can separate, and the columns that they bring."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from evenbar.measure.interviews import LEVEL, Group
from evenbar.measure.ratings import Ints, RatingTable

TERMS = (
    "candidate",
    "interviewer",
    "criterion",
    "candidate:interviewer",
    "candidate:criterion",
    "interviewer:criterion",
)
ROLE = "role"
MOST_COLUMNS = 250  # cells of a criterion interaction beyond this are not estimated unless asked for
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
    reasons = {term: _reason(table, term) or _large(table, term) for term in TERMS}
    kept = tuple(term for term, reason in reasons.items() if reason is None)
    return Chosen(kept, tuple((term, reason) for term, reason in reasons.items() if reason is not None))


def checked(terms: Collection[str], table: RatingTable) -> Chosen:
    """The terms that somebody asked for, without those that the design cannot separate.

    Raises ValueError with the known names where a term is not one of them.
    """
    for term in terms:
        if term not in TERMS:
            raise ValueError(f'"{term}" is not a term; the terms are {", ".join(TERMS)}.')
    reasons = {term: _reason(table, term) if term in terms else "it was not asked for" for term in TERMS}
    kept = tuple(term for term, reason in reasons.items() if reason is None)
    return Chosen(kept, tuple((term, reason) for term, reason in reasons.items() if reason is not None))


def _large(table: RatingTable, term: str) -> str | None:
    """Why a term that a design can separate is not estimated unless asked for."""
    if term not in ("candidate:criterion", "interviewer:criterion"):
        return None
    one, other = (len(_names(table, part)) for part in term.split(":"))
    return REASONS["large"] if one * other > MOST_COLUMNS else None


def _reason(table: RatingTable, term: str) -> str | None:
    """Why a design cannot separate a term; None where it can."""
    parts = term.split(":")
    for part in parts:
        if len(_names(table, part)) < 2:
            return REASONS["one"].format(what=part)
    if len(parts) == 1:
        return _nested(table, term) if term != "criterion" else None
    if term == "candidate:interviewer":
        interviews = len(table.interviews.start)
        if interviews >= table.n:
            return REASONS["single"].format(what="candidate by interviewer")
        few = interviews <= max(len(table.candidates), len(table.interviewers))
        return REASONS["nested"].format(what="candidate by interviewer") if few else None
    if _large(table, term) is None and int(_cells(table, *parts).max()) + 1 >= table.n:
        return REASONS["single"].format(what=f"{parts[0]} by {parts[1]}")
    return None


def _nested(table: RatingTable, term: str) -> str | None:
    """A person's effect needs someone else to be compared on: nobody's interviews may all be alone."""
    one_each, one_met = bool((table.seen <= 1).all()), bool((table.met <= 1).all())
    # Candidates who met one interviewer each still differ among those of the same interviewer.
    alone = one_met if term == "interviewer" else one_each and one_met
    return REASONS["nested"].format(what=term) if alone else None


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


def groups(table: RatingTable, terms: Collection[str]) -> tuple[Group, ...]:
    """The columns of the model beside candidates and interviewers, by group.

    Criteria are fixed effects where they are not among the terms; role means are random and enter where told.
    """
    criteria = len(table.criteria)
    if "criterion" in terms:
        found = [LEVEL, Group("criterion", criteria, table.criterion)]
    else:
        found = [Group("", criteria, table.criterion) if criteria > 1 else LEVEL]
    if table.role is not None and len(table.roles) > 1:
        found.append(Group(ROLE, len(table.roles), table.role))
    for term in ("candidate:criterion", "interviewer:criterion"):
        if term in terms:
            cells = table_cells(table, term)
            found.append(Group(term, int(cells.max()) + 1, cells))
    return tuple(found)


def table_cells(table: RatingTable, term: str) -> Ints:
    """For each rating the number of its cell of an interaction, among the cells that were rated."""
    one, other = term.split(":")
    return _cells(table, one, other)

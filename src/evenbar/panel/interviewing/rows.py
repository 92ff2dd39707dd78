"""What the pages show of a draft, of what was sealed and of a comparison: one row a criterion.

Rows come from visibility.py already; here they are only laid out.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evenbar.panel.interviewing import drafts, visibility
from evenbar.panel.interviewing.models import Draft, Rating, SealedScorecard
from evenbar.panel.interviewing.ratings import Effective, effective
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.studio.visibility import parsed
from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.question import Question


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion as the kit and the review show it."""

    criterion: Criterion
    share: Fraction
    questions: tuple[Question, ...]
    value: int | str | None  # the rating in the draft
    evidence: list[drafts.Body]
    gap: str = ""

    @property
    def level(self) -> int | None:
        """The level in the draft; None for a kind of missing or nothing at all."""
        return self.value if isinstance(self.value, int) else None


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One sealed rating as its author sees it: the criterion, what counts now, and all that led there."""

    criterion: Criterion | None
    name: str
    rating: Rating
    now: Effective
    evidence: list[Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One person on one criterion in a trainee's comparison."""

    who: str
    now: Effective | None
    evidence: list[str]


def body_of(assignment: Assignment) -> drafts.Body:
    """The draft's body as it fits the scorecard; an empty one before the first save."""
    draft: Draft | None = getattr(assignment, "draft", None)
    return drafts.fitted(draft.body, visibility.questions_of(assignment)) if draft else drafts.empty()


def names_of(assignment: Assignment) -> dict[str, str]:
    """The names of the criteria that the stage rates, by id."""
    return {row.id: row.name for row in visibility.criteria_of(assignment)}


def draft_rows(assignment: Assignment) -> list[Row]:
    """The criteria of the stage with what the draft holds on them."""
    body, order = body_of(assignment), visibility.stage_of(assignment).order
    shares = parsed(assignment.interview.version).shares()
    missing = {gap.criterion: gap.kind for gap in drafts.gaps(body, names_of(assignment))}
    return [
        Row(
            criterion=criterion,
            share=shares[criterion.id],
            questions=_in_order(criterion.questions, order),
            value=body["ratings"].get(criterion.id),
            evidence=drafts.evidence_on(body, criterion.id),
            gap=missing.get(criterion.id, ""),
        )
        for criterion in visibility.criteria_of(assignment)
    ]


def _in_order(questions: tuple[Question, ...], order: tuple[str, ...]) -> tuple[Question, ...]:
    place = {id: number for number, id in enumerate(order)}
    return tuple(sorted(questions, key=lambda question: place.get(question.id, len(place))))


def sealed_rows(assignment: Assignment, scorecard: SealedScorecard) -> list[SealedRow]:
    """The ratings of an own sealed scorecard, with the anchors that they chose."""
    known = {row.id: row for row in visibility.criteria_of(assignment)}
    return [
        SealedRow(
            criterion=known.get(rating.criterion),
            name=known[rating.criterion].name if rating.criterion in known else rating.criterion,
            rating=rating,
            now=effective(rating),
            evidence=[row for row in scorecard.evidence.all() if row.criterion == rating.criterion],
        )
        for rating in scorecard.ratings.all()
    ]


def compared_rows(
    assignment: Assignment, own: SealedScorecard, panel: list[SealedScorecard]
) -> list[tuple[str, list[Cell]]]:
    """Criterion by criterion: who, the rating that counts, the evidence; the trainee's own first."""
    opened_at = visibility.debrief_opened_at(assignment)
    cards = [("You, in training", own), *((card.assignment.interviewer.name, card) for card in panel)]

    def cell(who: str, card: SealedScorecard, id: str) -> Cell:
        rating = next((row for row in card.ratings.all() if row.criterion == id), None)
        now = effective(rating, opened_at=opened_at) if rating else None
        return Cell(who, now, [row.text for row in card.evidence.all() if row.criterion == id])

    criteria = visibility.criteria_of(assignment)
    return [
        (criterion.name, [cell(who, card, criterion.id) for who, card in cards]) for criterion in criteria
    ]

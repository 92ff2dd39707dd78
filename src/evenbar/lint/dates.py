"""Rules on coverage: when each part of a scorecard is looked at again. Wordings, tools and tasks go stale."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from evenbar.lint.rule import Hit, rule
from evenbar.lint.subject import Card

_YEAR = timedelta(days=366)
_EXPOSED = frozenset({"medium", "high"})


@dataclass(frozen=True, slots=True)
class _Dated:
    where: str
    what: str
    on: date | None


def _dated(card: Card) -> Iterator[_Dated]:
    for criterion in card.card.criteria:
        at = f"criteria/{criterion.id}"
        yield _Dated(at, f"“{criterion.name}”", criterion.review_by)
        for question in criterion.questions:
            yield _Dated(f"{at}/questions/{question.id}", f"The question {question.id}", question.review_by)
    yield _Dated("decision", "The decision", card.card.decision.review_by)


@rule("review-date-past", family="coverage", severity="warning", strength="judgement")
def review_date_past(card: Card) -> Iterator[Hit]:
    """The day on which something was to be looked at again has gone by.

    What it does
    ------------
    Compares ``review_by`` of criteria, questions and the decision with today (`--today` fixes the day).

    Why it matters
    --------------
    Tools, tasks and what a machine answers for a candidate change within a year; a wording nobody has looked at since
    rates last year's job. The date is a promise that was made to be kept.

    Example
    -------
    review_by: a day in last spring.

    Better
    ------
    Read it once more with two people who do the job, then set a day within the next twelve months.

    Source
    ------
    Our judgement. The Uniform Guidelines on Employee Selection Procedures (29 CFR 1607.5) ask users to keep evidence
    current.
    """
    for part in _dated(card):
        if part.on is not None and part.on < card.today:
            yield Hit(
                f"{part.where}/review_by",
                f"{part.what} was to be looked at again by {part.on.isoformat()}.",
                "Look at it with somebody who does the job, mend what has changed, and set the next day.",
                part.on.isoformat(),
            )


@rule("review-date-missing", family="coverage", severity="info", strength="judgement")
def review_date_missing(card: Card) -> Iterator[Hit]:
    """A criterion, a question or the decision has no day on which it is looked at again.

    What it does
    ------------
    Looks for ``review_by`` on criteria, questions and the decision; one note for each criterion with its questions.
    Questions that an AI tool may answer are left to ai-exposure-unreviewed.

    Why it matters
    --------------
    What has no day is looked at when something has gone wrong. A year is a sensible distance, half a year where a
    machine can answer the question.

    Example
    -------
    A criterion without review_by.

    Better
    ------
    review_by: a day within twelve months

    Source
    ------
    Our judgement.
    """
    for criterion in card.card.criteria:
        bare = [q.id for q in criterion.questions if q.review_by is None and q.ai_exposure not in _EXPOSED]
        parts = (["the criterion"] if criterion.review_by is None else []) + bare
        if parts:
            listed = ", ".join(parts[:8])
            yield Hit(
                f"criteria/{criterion.id}",
                f"In “{criterion.name}” no day is set for looking again at: {listed}.",
                "Add `review_by`, at most twelve months ahead; six for a question that an AI tool can answer.",
            )
    if card.card.decision.review_by is None:
        yield Hit(
            "decision",
            "No day is set for looking again at the rule of the decision.",
            "Add `review_by` to the decision, at most twelve months ahead.",
        )


@rule("review-date-far", family="coverage", severity="info", strength="judgement")
def review_date_far(card: Card) -> Iterator[Hit]:
    """The day for looking at something again is more than a year away.

    What it does
    ------------
    Allows twelve months from today. Questions that an AI tool may answer are the subject of ai-exposure-unreviewed.

    Why it matters
    --------------
    A day that is years away is no plan. Tasks and tools of this job have changed within every one of the last years.

    Example
    -------
    A criterion to be looked at again in four years.

    Better
    ------
    review_by: a day within twelve months

    Source
    ------
    Our judgement.
    """
    for part in _dated(card):
        if part.on is not None and part.on > card.today + _YEAR:
            yield Hit(
                f"{part.where}/review_by",
                f"{part.what} is looked at again by {part.on.isoformat()}, more than twelve months from now.",
                "Set a day within twelve months.",
                part.on.isoformat(),
            )

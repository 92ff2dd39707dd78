"""What was decided on each candidate of the season before: by the weighted mean, as a team without Insight would."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenbar.panel.deciding.models import Debrief, Decision
from evenbar.panel.deciding.picture import Picture, column_of, figures, needs_reason, paint
from evenbar.panel.hiring.models import Opening
from evenbar.panel.interviewing.models import SealedScorecard
from evenbar.panel.studio.visibility import parsed

SUMMARIES = {
    Decision.Outcome.OFFER: "Well above the bar in what the role needs most, with evidence from three conversations.",
    Decision.Outcome.NO: "Not enough evidence at the level of this role; welcome to apply again in a year.",
}


@dataclass(frozen=True)
class Verdict:
    """An outcome with everything that a signed decision keeps."""

    outcome: Decision.Outcome
    summary: str
    rule: str
    figures: dict[str, Any]
    reasons: dict[str, str]


def verdicts(opening: Opening, debriefs: Sequence[Debrief], *, offers: int) -> list[Verdict]:
    """One verdict a debrief, in their order: an offer for the highest weighted means, no for the others."""
    pictures = _pictures(opening, debriefs)
    means = sorted((each.combined.value or 0 for each in pictures), reverse=True)
    least = means[min(offers, len(means)) - 1]
    return [_verdict(each, chosen=(each.combined.value or 0) >= least) for each in pictures]


def _pictures(opening: Opening, debriefs: Sequence[Debrief]) -> list[Picture]:
    rows = SealedScorecard.objects.filter(assignment__interview__application__opening=opening)
    rows = rows.select_related("assignment__interview", "assignment__interviewer")
    of: dict[int, list[SealedScorecard]] = {}
    for row in rows.prefetch_related("ratings__amendments").order_by("pk"):
        of.setdefault(row.assignment.interview.application_id, []).append(row)
    document = parsed(opening.version)
    return [
        paint(
            document,
            [
                column_of(row.assignment, row, stage="", opened_at=debrief.opened_at, later={}, evidence=())
                for row in of.get(debrief.application_id, [])
            ],
            with_changes=False,
        )
        for debrief in debriefs
    ]


def _verdict(picture: Picture, *, chosen: bool) -> Verdict:
    outcome = Decision.Outcome.OFFER if chosen else Decision.Outcome.NO
    rows = needs_reason(picture) or picture.rows[:1]
    return Verdict(
        outcome=outcome,
        summary=SUMMARIES[outcome],
        rule=picture.rule,
        figures=figures(picture),
        reasons={row.criterion.id: _reason(row.apart) for row in rows},
    )


def _reason(apart: int) -> str:
    if apart >= 2:
        return "The interviewers saw different things; the evidence was read aloud and the mean was kept."
    return "The evidence was read aloud and nobody saw it otherwise."

"""Reading a debrief: rows from visibility, painted as pictures, one for each scorecard version that matters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenbar.panel.deciding import estimates, visibility
from evenbar.panel.deciding.adjusted import Estimate, estimate, kept_at_signing
from evenbar.panel.deciding.models import Debrief, RatingAfterDebrief
from evenbar.panel.deciding.picture import Column, Picture, column_of, paint
from evenbar.panel.deciding.ranked import Asked, Ranking, ranking
from evenbar.panel.hiring.models import Opening
from evenbar.panel.interviewing.models import SealedScorecard
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.visibility import stage_of
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed
from evenbar.panel.work.answers import Answer, answer


@dataclass(frozen=True, slots=True)
class Seen:
    """An open debrief as its reader sees it.

    `primary` is under the version that the interviews were held on; `current` under the opening's version of today,
    when it has moved on since. `trainees` stand beside and count nowhere.
    """

    version: Version
    primary: Picture
    current: Picture | None
    current_version: Version
    trainees: tuple[Column, ...]

    @property
    def width(self) -> int:
        """How many columns the matrix has: criterion, weight, interviewers, mean."""
        return len(self.primary.columns) + len(self.trainees) + 3


def read_debrief(user: User, debrief: Debrief) -> Seen:
    """Everything that an open debrief shows its reader. Ask `visibility.wall` first: in front of it, it is empty."""
    sealed = {row.assignment_id: row for row in visibility.sealed_in(user, debrief)}
    later = _last_of(visibility.later_ratings_in(user, debrief))
    opened = visibility.opened_on(debrief.application)
    columns = [
        column_of(
            assignment,
            sealed.get(assignment.pk),
            stage=stage_of(assignment.interview).name,
            opened_at=opened_first(opened, assignment.interview.stage),
            later=later,
            evidence=sealed[assignment.pk].evidence.all() if assignment.pk in sealed else (),
        )
        for assignment in visibility.columns_of(debrief)
    ]
    panel = [column for column in columns if not column.assignment.is_trainee]
    now = debrief.application.opening.version
    held_on = _held_on(panel) or now
    return Seen(
        version=held_on,
        primary=paint(parsed(held_on), panel),
        current=paint(parsed(now), panel) if now.pk != held_on.pk else None,
        current_version=now,
        trainees=tuple(column for column in columns if column.assignment.is_trainee),
    )


def _held_on(columns: Iterable[Column]) -> Version | None:
    """The version of the first interview with a sealed scorecard: fixed before the candidate was rated."""
    return next((column.assignment.interview.version for column in columns if column.sealed), None)


def _last_of(rows: Iterable[RatingAfterDebrief]) -> dict[int, RatingAfterDebrief]:
    """A rating's last rating after discussion."""
    return {row.rating_id: row for row in rows}


def read_estimate(debrief: Debrief, seen: Seen) -> Estimate:
    """The score after interviewers' severity, for who sees the debrief: ask `visibility.wall` first here too."""
    return _estimate(answer(estimates.DEBRIEF, str(debrief.pk)), seen)


def estimate_at_signing(debrief: Debrief, seen: Seen) -> dict[str, Any]:
    """What a decision that is being signed keeps of the estimate that stands on the page."""
    found = answer(estimates.DEBRIEF, str(debrief.pk))
    return kept_at_signing(_estimate(found, seen), found.fingerprint)


def _estimate(found: Answer, seen: Seen) -> Estimate:
    pictures = [(seen.version, seen.primary)]
    if seen.current is not None:
        pictures.append((seen.current_version, seen.current))
    return estimate(found, pictures)


@dataclass(frozen=True, slots=True)
class Compared:
    """One candidate of a comparison, on the opening's scorecard of today."""

    application_id: int
    handle: str
    name: str
    debrief: Debrief
    picture: Picture


def compare_candidates(user: User, opening: Opening) -> list[Compared]:
    """The opening's debriefed candidates side by side on the same criteria, in the order of their handles."""
    debriefs: dict[int, list[Debrief]] = {}
    for debrief in visibility.comparable_debriefs(user, opening):
        debriefs.setdefault(debrief.application_id, []).append(debrief)
    sealed: dict[int, list[SealedScorecard]] = {}
    for row in visibility.comparable_sealed(user, opening):
        sealed.setdefault(row.assignment.interview.application_id, []).append(row)
    compared = [
        _compared(opening, opened, sealed.get(application, [])) for application, opened in debriefs.items()
    ]
    return sorted(compared, key=lambda one: one.handle)


def _compared(opening: Opening, debriefs: list[Debrief], sealed: list[SealedScorecard]) -> Compared:
    """One candidate, from the scorecards of stages whose debrief has opened."""
    columns = []
    for row in sealed:
        opened_at = opened_first(debriefs, row.assignment.interview.stage)
        if opened_at is not None:
            columns.append(
                column_of(row.assignment, row, stage="", opened_at=opened_at, later={}, evidence=())
            )
    candidate = debriefs[-1].application.candidate
    return Compared(
        application_id=debriefs[-1].application_id,
        handle=candidate.handle,
        name=candidate.name,
        debrief=debriefs[-1],
        picture=paint(parsed(opening.version), columns, with_changes=False),
    )


def rank_candidates(user: User, opening: Opening, compared: Sequence[Compared], asked: Asked) -> Ranking:
    """Scores and ranks of the compared candidates; nothing of anybody else has entered them."""
    scope = estimates.comparison_scope(opening.pk, visibility.closed_applications(user, opening))
    bar = parsed(opening.version).decision.bar
    return ranking(answer(estimates.COMPARISON, scope), compared, bar=bar, asked=asked)


def opened_first(debriefs: Iterable[Debrief], stage: str) -> datetime | None:
    """When the first debrief that covers a stage was opened; None while none has."""
    moments = [debrief.opened_at for debrief in debriefs if debrief.opened_at and stage in debrief.stages]
    return min(moments, default=None)

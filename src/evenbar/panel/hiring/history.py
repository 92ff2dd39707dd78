"""What has happened to a candidate in an opening, newest first: moves, statuses, corrections, merges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from evenbar.panel.hiring.models import Application
from evenbar.panel.studio.visibility import parsed

CLOSED = "The reason is closed to you until your own scorecard is in."


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: when, who, what in words, and why."""

    at: datetime
    by: str
    what: str
    why: str = ""
    before: str = ""


def history_of(application: Application, *, reasons: bool) -> list[Event]:
    """Every change that is kept; without `reasons` what people wrote and decided stays closed."""
    events = [*_changes(application, reasons=reasons), *_corrections(application)]
    events += _merges(application, reasons=reasons)
    return sorted(events, key=attrgetter("at"), reverse=True)


def _changes(application: Application, *, reasons: bool) -> Iterator[Event]:
    stages = {stage.id: stage.name for stage in parsed(application.opening.version).stages}
    statuses = dict(Application.Status.choices)
    for row in application.changes.select_related("by"):
        if row.kind == "stage":
            what = f"Moved from {stages.get(row.before, row.before)} to {stages.get(row.after, row.after)}"
        elif row.kind == "status" and not reasons:
            what = "The status was changed"
        elif row.kind == "status":
            what = f"{statuses.get(row.before, row.before)} became {statuses.get(row.after, row.after)}"
        else:
            twin = row.before if reasons else row.before.partition(":")[0]
            what = f"Joined with the application of {twin}"
        yield Event(row.at, row.by.name, what, row.reason if reasons or not row.reason else CLOSED)


def _corrections(application: Application) -> Iterator[Event]:
    words = {"name": "Name corrected", "email": "E-mail corrected", "brief": "Brief changed"}
    for row in application.candidate.changes.select_related("by"):
        yield Event(row.at, row.by.name, words[row.field], before=row.before or "empty")


def _merges(application: Application, *, reasons: bool) -> Iterator[Event]:
    for row in application.candidate.merges.select_related("by", "duplicate"):
        moved = sum(len(ids) for ids in row.moved.values())
        twin = row.duplicate
        address = f", {twin.email}" if twin.email else ""
        yield Event(
            row.at,
            row.by.name,
            f"Merged with {twin.name} ({twin.handle}{address}); {moved} rows moved",
            row.reason if reasons or not row.reason else CLOSED,
        )

"""The history of an interview in words: times, cancelling, people. Reasons only for whoever may read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenbar.panel.scheduling.models import Interview, InterviewChange
from evenbar.panel.scheduling.moments import zone
from evenbar.panel.scheduling.visibility import names_of

ABOUT_TIME = ("rescheduled", "cancelled", "restored")
WORDS = {
    "assigned": "{who} joined",
    "declined": "{who} declined",
    "conflict": "{who} declared a conflict of interest",
    "removed": "{who} was taken out",
    "cancelled": "Cancelled",
    "restored": "Restored",
    "version": "Moved to another version of the scorecard",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    by: str
    what: str
    why: str


def changes_of(interview: Interview, *, whole: bool, reasons: bool) -> list[Event]:
    """Every change for managers (`whole`), those of time for everyone; the reasons where they are open."""
    rows = interview.changes.select_related("by")
    rows = rows if whole else rows.filter(kind__in=ABOUT_TIME)
    found = list(rows)
    names = _names(found)
    return [Event(row.at, row.by.name, _what(row, names), row.reason if reasons else "") for row in found]


def _names(rows: list[InterviewChange]) -> dict[int, str]:
    ids = {row.after[key] for row in rows for key in ("account", "by") if key in row.after}
    return names_of(ids) if ids else {}


def _what(row: InterviewChange, names: dict[int, str]) -> str:
    who = names.get(row.after.get("account", 0), "Somebody")
    if row.kind == "rescheduled":
        return _moved(row.before, row.after)
    if row.kind == "replaced":
        return f"{names.get(row.after.get('by', 0), 'Somebody')} came in for {who}"
    return WORDS[row.kind].format(who=who)


def _moved(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Only what changed: time, length, place."""
    said = []
    if (before["starts_at"], before["time_zone"]) != (after["starts_at"], after["time_zone"]):
        said.append(f"Moved from {_time(before)} to {_time(after)}")
    if before["minutes"] != after["minutes"]:
        said.append(f"{before['minutes']} minutes became {after['minutes']}")
    if before["place"] != after["place"]:
        said.append(f"place was {before['place'] or 'open'}")
    sentence = "; ".join(said)
    return sentence[:1].upper() + sentence[1:]


def _time(facts: dict[str, Any]) -> str:
    if not facts["starts_at"]:
        return "no time"
    local = datetime.fromisoformat(facts["starts_at"]).astimezone(zone(facts["time_zone"]))
    return f"{local.day} {local:%b %Y, %H:%M} ({facts['time_zone']})"

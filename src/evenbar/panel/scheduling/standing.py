"""How an assignment stands, in a word: in, owed since when, ahead, declined. Reads nothing of what was submitted."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone

from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.scheduling.visibility import is_sealed

MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Standing:
    """A word for people and a tone for the page: empty, good, warn."""

    words: str
    tone: str = ""


def standing_of(assignment: Assignment, *, now: datetime | None = None) -> Standing:
    """What everyone concerned may know of an assignment."""
    interview = assignment.interview
    if assignment.status != Assignment.Status.ASSIGNED:
        return Standing(assignment.get_status_display().lower())
    if is_sealed(assignment):
        return Standing("scorecard in", "good")
    if interview.status == Interview.Status.CANCELLED:
        return Standing("cancelled")
    if not interview.is_rated:
        return Standing("nothing to rate")
    if interview.ends_at is None:
        return Standing("no time yet")
    if interview.ends_at > (now or timezone.now()):
        return Standing("ahead")
    return Standing(f"owed since {short_day(interview.ends_at)}", "warn")


def short_day(when: datetime, zone: tzinfo | None = None) -> str:
    """A day as lists show it: 3 Nov, with the year where it is another one."""
    local = when.astimezone(zone or timezone.get_current_timezone())
    year = "" if local.year == timezone.now().year else f" {local.year}"
    return f"{local.day} {MONTHS[local.month]}{year}"


def short_time(when: datetime, zone: tzinfo | None = None) -> str:
    """A day and time as lists show it: 3 Nov 14:00."""
    local = when.astimezone(zone or timezone.get_current_timezone())
    return f"{short_day(local, local.tzinfo)} {local:%H:%M}"

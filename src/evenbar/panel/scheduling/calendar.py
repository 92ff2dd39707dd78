"""An interview as an iCalendar file (RFC 5545), for the calendars of those who hold it.

The candidate goes by the short handle: calendars are shared, forwarded and kept by others.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings

from evenbar.panel.scheduling.models import Interview
from evenbar.panel.scheduling.visibility import stage_of

OCTETS = 75  # the longest line that a reader has to take, its end not counted


def written(interview: Interview, *, url: str, changed_at: datetime) -> str:
    """The file of one interview; its identifier stays the same and SEQUENCE counts the changes."""
    if interview.starts_at is None or interview.ends_at is None:
        raise ValueError("An interview without a time has no calendar entry.")
    times = [f"DTSTART:{_utc(interview.starts_at)}", f"DTEND:{_utc(interview.ends_at)}"]
    lines = _lines(interview, times, url=url, changed_at=changed_at)
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _lines(interview: Interview, times: list[str], *, url: str, changed_at: datetime) -> Iterator[str]:
    cancelled = interview.status == Interview.Status.CANCELLED
    title = f"{stage_of(interview).name}, candidate {interview.application.candidate.handle}"
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Evenbar//Interviews//EN"
    yield "METHOD:CANCEL" if cancelled else "METHOD:PUBLISH"
    yield "BEGIN:VEVENT"
    yield f"UID:interview-{interview.pk}@{_host()}"
    yield f"SEQUENCE:{interview.sequence}"
    yield f"DTSTAMP:{_utc(changed_at)}"
    yield from times
    yield f"SUMMARY:{_escaped(title)}"
    yield f"DESCRIPTION:{_escaped(f'{interview.application.opening.title}. The kit is at {url}')}"
    if interview.place:
        yield f"LOCATION:{_escaped(interview.place)}"
    yield f"URL:{url}"
    yield "STATUS:CANCELLED" if cancelled else "STATUS:CONFIRMED"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _host() -> str:
    return settings.BASE_URL.split("://", 1)[-1].split("/")[0].split(":")[0]


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign, written_as in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", ""),
    ):
        text = text.replace(sign, written_as)
    return "".join(sign for sign in text if sign == "\t" or (ord(sign) >= 32 and ord(sign) != 127))


def _folded(line: str) -> Iterator[str]:
    """A long line in pieces of at most 75 octets, never cut inside a character; later ones begin with a space."""
    piece, room = "", OCTETS
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            piece, room = " ", OCTETS - 1
        piece += sign
        room -= size
    yield piece

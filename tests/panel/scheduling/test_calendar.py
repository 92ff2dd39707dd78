"""The calendar file against RFC 5545: lines, folding, escaping, identity, cancelling, and whom it names."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenbar.panel.scheduling import actions, calendar
from evenbar.panel.scheduling.models import Interview
from tests.panel.building import World

URL = "http://localhost:8000/interviews/1/"


def unfolded(text: str) -> dict[str, str]:
    """The properties of the event as a reader gets them."""
    lines = text.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if ":" in line)


def unescaped(value: str) -> str:
    """A text as a reader gets it (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda hit: "\n" if hit[1] in "nN" else hit[1], value)


def file_of(interview: Interview) -> str:
    return calendar.written(interview, url=URL, changed_at=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def interview(world: World) -> Interview:
    world.design.starts_at = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    world.design.place = "Café “Zürich”, 2nd floor; ring\\twice\n" + "ü" * 90
    world.design.save()
    return world.design


def test_a_file_has_what_every_reader_needs(interview: Interview) -> None:
    """Version, product, one event with identity, stamp, start and end in UTC."""
    facts = unfolded(file_of(interview))
    assert facts["VERSION"] == "2.0"
    assert facts["DTSTART"] == "20261201T130000Z"
    assert facts["DTEND"] == "20261201T140000Z"
    assert facts["DTSTAMP"] == "20261101T000000Z"
    assert facts["UID"] == f"interview-{interview.pk}@localhost"
    assert (facts["SEQUENCE"], facts["STATUS"], facts["METHOD"]) == ("0", "CONFIRMED", "PUBLISH")
    assert file_of(interview).startswith("BEGIN:VCALENDAR\r\n")
    assert file_of(interview).endswith("END:VCALENDAR\r\n")


def test_long_lines_fold_at_75_octets_and_never_inside_a_character(interview: Interview) -> None:
    """Each physical line is whole UTF-8 of at most 75 octets; unfolded it is the text again."""
    text = file_of(interview)
    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)
    assert len(lines) > 15
    assert unescaped(unfolded(text)["LOCATION"]) == interview.place


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_any_line_folds_and_unfolds_to_itself(text: str) -> None:
    """For every text that a line can hold."""
    pieces = list(calendar._folded(text))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "\r\n".join(pieces).replace("\r\n ", "") == text


def test_no_text_can_begin_a_line_of_its_own(interview: Interview) -> None:
    """A place with line ends stays one property."""
    interview.place = "Room\r\nEND:VEVENT\rATTENDEE:mailto:x@example.com"
    names = [line.split(":")[0] for line in file_of(interview).replace("\r\n ", "").split("\r\n")]
    assert names.count("END") == 2
    assert "ATTENDEE" not in names


def test_a_change_keeps_the_identity_and_raises_the_sequence(world: World, interview: Interview) -> None:
    """Calendars replace the entry instead of adding another; cancelling says so."""
    moved = actions.reschedule(
        actor=world.manager,
        interview=interview,
        starts_at=datetime(2026, 12, 2, 13, 0, tzinfo=UTC),
        reason="x",
    )
    cancelled = actions.cancel(actor=world.manager, interview=moved, reason="x")
    facts = unfolded(file_of(cancelled))
    assert facts["UID"] == unfolded(file_of(interview))["UID"]
    assert (facts["SEQUENCE"], facts["STATUS"], facts["METHOD"]) == ("2", "CANCELLED", "CANCEL")


def test_a_calendar_never_has_the_candidates_name(world: World, interview: Interview) -> None:
    """Calendars are shared and kept by others: the short handle alone, for managers too."""
    for person in (world.manager, world.ada):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(reverse("scheduling:calendar", args=[interview.pk]))
        text = answer.content.decode()
        assert "Priya" not in text
        assert world.application.candidate.handle in unfolded(text)["SUMMARY"]
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_interview_without_a_time_has_no_file(world: World) -> None:
    """Nothing to put into a calendar."""
    world.design.starts_at = None
    world.design.save()
    with pytest.raises(ValueError, match="without a time"):
        file_of(world.design)

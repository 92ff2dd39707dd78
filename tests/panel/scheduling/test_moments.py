"""Wall-clock times in named zones, and the hours that are missing or come twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.moments import Twice, moment, offset, zones


def on(*parts: int) -> datetime:
    """A wall-clock time, which is in no zone yet."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        (on(2026, 7, 1, 12, 0), "Europe/Berlin", datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        (on(2026, 1, 1, 12, 0), "Asia/Kolkata", datetime(2026, 1, 1, 6, 30, tzinfo=UTC)),
        (on(2026, 1, 1, 0, 30), "Pacific/Kiritimati", datetime(2025, 12, 31, 10, 30, tzinfo=UTC)),
        (on(2027, 3, 28, 1, 59), "Europe/Berlin", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (on(2027, 3, 28, 3, 0), "Europe/Berlin", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_time_in_a_zone_is_one_moment(wall: datetime, zone: str, expected: datetime) -> None:
    """Summer, winter, half hours, the other side of the date line, both edges of a gap."""
    assert moment(wall, zone) == expected


@pytest.mark.parametrize(
    ("wall", "zone", "other"),
    [
        (on(2027, 3, 28, 2, 30), "Europe/Berlin", "03:30"),
        (on(2026, 3, 8, 2, 0), "America/New_York", "03:00"),
        (on(2026, 10, 4, 2, 15), "Australia/Lord_Howe", "02:45"),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused_with_the_next_one(
    wall: datetime, zone: str, other: str
) -> None:
    """An hour in Berlin and New York, half an hour on Lord Howe."""
    with pytest.raises(Refused, match=f"does not exist in {zone}.*Choose {other}"):
        moment(wall, zone)


def test_a_time_that_comes_twice_asks_which_and_takes_the_answer() -> None:
    """Both are offered with their distance from UTC."""
    wall = on(2026, 10, 25, 2, 30)
    with pytest.raises(Twice) as refusal:
        moment(wall, "Europe/Berlin")
    assert refusal.value.offsets == ("UTC+2", "UTC+1")
    assert moment(wall, "Europe/Berlin", which=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(wall, "Europe/Berlin", which=1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_only_zones_of_the_world_are_taken() -> None:
    """A name that is none, a path, nothing: one sentence."""
    for name in ("Europe/Atlantis", "../../etc/passwd", ""):
        with pytest.raises(Refused, match="not a time zone"):
            moment(on(2026, 7, 1, 12, 0), name)
    assert {"UTC", "Europe/Berlin", "Asia/Kolkata"} <= set(zones())


def test_offsets_are_written_as_people_write_them() -> None:
    """Whole hours without minutes, half hours with them, a minus sign in the west."""
    said = [
        offset(datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(name)))
        for name in ("Asia/Kolkata", "America/St_Johns", "UTC")
    ]
    assert said == ["UTC+5:30", "UTC−3:30", "UTC+0"]

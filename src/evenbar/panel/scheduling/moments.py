"""A wall-clock time in a named zone, as a moment: twice a year an hour is missing or comes twice."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache

from evenbar.panel.refusal import Refused


class Twice(Refused):
    """The clocks show this time twice on that day; `offsets` are the two it can mean, the earlier first."""

    def __init__(self, sentence: str, offsets: tuple[str, str]) -> None:
        super().__init__(sentence)
        self.offsets = offsets


@cache
def zones() -> tuple[str, ...]:
    """The zone names that people use, in order; links for old systems are left out."""
    return tuple(
        sorted(name for name in _known() if name == "UTC" or ("/" in name and not name.startswith("Etc/")))
    )


@cache
def _known() -> frozenset[str]:
    """Every name of this machine. Python reads hundreds of files to list them, so they are listed once."""
    return frozenset(zoneinfo.available_timezones())


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of this name; refused where there is none."""
    if name not in _known():
        raise Refused(f"{name or 'An empty name'} is not a time zone. Use a name like Europe/Berlin.")
    return zoneinfo.ZoneInfo(name)


def moment(wall: datetime, zone_name: str, *, which: int | None = None) -> datetime:
    """The moment of a wall-clock time; `which` (0 or 1) chooses where the clocks show it twice."""
    place = zone(zone_name)
    first, second = (wall.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    said = f"{wall:%H:%M} on {wall.day} {wall:%B %Y}"
    if _back(first) != wall:
        later = _back(first)
        raise Refused(
            f"{said} does not exist in {zone_name}: the clocks go forward. Choose {later:%H:%M} or another time."
        )
    if first.utcoffset() != second.utcoffset() and which is None:
        offsets = (offset(first), offset(second))
        raise Twice(
            f"{said} comes twice in {zone_name}: the clocks go back. Choose the first ({offsets[0]}) "
            f"or the second ({offsets[1]}).",
            offsets,
        )
    return (second if which == 1 else first).astimezone(UTC)


def offset(when: datetime) -> str:
    """The distance from UTC as people write it: UTC+2, UTC−3:30."""
    seconds = int((when.utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'−' if seconds < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


def _back(when: datetime) -> datetime:
    """There and back again: a time that the clocks skip does not come back as itself."""
    return when.astimezone(UTC).astimezone(when.tzinfo).replace(tzinfo=None, fold=0)

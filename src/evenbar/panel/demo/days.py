"""When things happened: the content counts in days from the day of loading, rows want moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from evenbar.panel.scheduling.moments import moment

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Days:
    """The days around the moment of loading. Nobody works on a weekend."""

    now: datetime

    def day(self, ago: int) -> date:
        """The day so many days ago (ahead, when negative); for a weekend the Friday before or the Monday next."""
        day = self.now.astimezone(UTC).date() - timedelta(days=ago)
        over = day.weekday() - SATURDAY
        if over < 0:
            return day
        return day - timedelta(days=over + 1) if ago > 0 else day + timedelta(days=2 - over)

    def at(self, ago: int, clock: str, zone: str) -> datetime:
        """The moment of a wall-clock time in a zone on such a day."""
        return moment(datetime.combine(self.day(ago), time.fromisoformat(clock)), zone, which=0)

    def running(self, minutes: int) -> datetime:
        """The start of something that has been going on for about so many minutes, on a round five."""
        start = self.now - timedelta(minutes=minutes)
        return start.replace(minute=start.minute - start.minute % 5, second=0, microsecond=0)

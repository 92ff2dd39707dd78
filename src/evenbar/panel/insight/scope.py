"""What an estimate is about: a set of openings and a first day. As a string it is the scope of a kept answer."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from evenbar.panel.deciding.pool import Pool, pool_of

PERIODS = (12, 6, 24)  # months that a page may look back, the usual one first; None is everything


@dataclass(frozen=True, slots=True)
class Scope:
    """`openings` None is all of the organisation's, also those to come; `since` None is from the beginning."""

    openings: tuple[int, ...] | None
    since: date | None

    def __str__(self) -> str:
        """The scope in one line, the same for everybody who looks at the same."""
        since = None if self.since is None else self.since.isoformat()
        return json.dumps([self.openings, since], separators=(",", ":"))


def scope_of(text: str) -> Scope:
    """The scope that a string says."""
    openings, since = json.loads(text)
    return Scope(
        None if openings is None else tuple(openings), None if since is None else date.fromisoformat(since)
    )


def begin_of(months: int | None, today: date) -> date | None:
    """The first of the month so many months before: the day moves once a month, and what is kept stays true for it."""
    if months is None:
        return None
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def pool_in(scope: Scope) -> Pool:
    """The settled scorecards of a scope: those of its openings that were submitted since its first day."""
    pool = pool_of(scope.openings)
    if scope.since is None:
        return pool
    first = datetime.combine(scope.since, time.min, UTC)
    entries = tuple(entry for entry in pool.entries if entry.sealed_at >= first)
    kept = {entry.sealed for entry in entries}
    amendments = {sealed: pks for sealed, pks in pool.amendments.items() if sealed in kept}
    return replace(pool, entries=entries, amendments=amendments)

"""Which rating counts: the independent one, as last amended before its debrief opened. Pure; it asks no query.

Ratings after a debrief stand beside it in deciding and never come in here. Callers prefetch `amendments`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evenbar.panel.interviewing.models import Amendment, Rating


@dataclass(frozen=True, slots=True)
class Effective:
    """A level, or a kind of missing, never both; `amendment` is the correction that made it so, if any."""

    level: int | None
    missing: str
    amendment: Amendment | None = None

    @property
    def value(self) -> int | str:
        """The level, or else the kind of missing: one value, as drafts hold it."""
        return self.missing if self.level is None else self.level


def effective(rating: Rating, *, opened_at: datetime | None = None) -> Effective:
    """The rating as last amended before the debrief opened; as last amended when none has opened."""
    amendment = last_before(rating.amendments.all(), opened_at)
    if amendment is None:
        return Effective(rating.level, rating.missing)
    return Effective(amendment.level, amendment.missing, amendment)


def counting_level(rating: Rating, *, opened_at: datetime | None = None) -> int | None:
    """The level that counts, or None when the rating is missing. It is never a number then."""
    return effective(rating, opened_at=opened_at).level


def last_before(amendments: Iterable[Amendment], opened_at: datetime | None) -> Amendment | None:
    """The last amendment made before a moment; later ones stand beside and change nothing."""
    made = [row for row in amendments if opened_at is None or row.at < opened_at]
    return max(made, key=lambda row: (row.at, row.pk), default=None)

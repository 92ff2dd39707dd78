"""The three shares of a readable scorecard's weight: technical skill, domain with impact, behaviour. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from evenbar.scorecard.scorecard import Scorecard

THIRDS = (
    ("Technical", "ML skill and engineering", frozenset({"ml", "engineering"})),
    ("Domain and impact", "", frozenset({"domain", "impact"})),
    ("Behaviour", "", frozenset({"behaviour"})),
)


@dataclass(frozen=True, slots=True)
class Third:
    """One of the three shares."""

    name: str
    holds: str
    share: Fraction

    @property
    def percent(self) -> int:
        """The share in whole per cent, as the bar is drawn."""
        return round(self.share * 100)


def thirds(card: Scorecard) -> tuple[Third, ...]:
    """The shares of technical skill, domain with impact, and behaviour."""
    shares = card.shares()
    return tuple(
        Third(
            name,
            holds,
            sum((shares[each.id] for each in card.criteria if each.family in families), Fraction(0)),
        )
        for name, holds, families in THIRDS
    )

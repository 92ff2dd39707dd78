"""Shares of weight before and after, criterion by criterion. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from evenbar.scorecard.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Share:
    """A criterion's share in two scorecards; None where it is not in one."""

    name: str
    before: Fraction | None
    after: Fraction | None

    @property
    def moved(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


def shares(old: Scorecard, new: Scorecard) -> list[Share]:
    """The shares of every criterion of either, in the new order, those that are gone at the end."""
    before, after = old.shares(), new.shares()
    names = {each.id: each.name for card in (old, new) for each in card.criteria}
    order = [*after, *(id for id in before if id not in after)]
    return [Share(names[id], before.get(id), after.get(id)) for id in order]

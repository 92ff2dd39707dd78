"""Shares of weight before and after, criterion by criterion. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from evenbar.scorecard.changes import percent
from evenbar.scorecard.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Share:
    """A criterion's share in two scorecards, as people read it; empty where it is not in one."""

    name: str
    before: str
    after: str
    moved: bool


def shares(old: Scorecard, new: Scorecard) -> list[Share]:
    """The shares of every criterion of either, in the new order, those that are gone at the end."""
    before, after = old.shares(), new.shares()
    names = {each.id: each.name for card in (old, new) for each in card.criteria}
    order = [*after, *(id for id in before if id not in after)]
    return [
        Share(names[id], _read(before.get(id)), _read(after.get(id)), before.get(id) != after.get(id))
        for id in order
    ]


def _read(share: Fraction | None) -> str:
    return "" if share is None else percent(share)

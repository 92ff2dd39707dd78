"""What a review is worth, and the queue that is worth most."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms payments are reviewed.

    Parameters
    ----------
    capacity : reviews that the team can do on the day
    cost : of one review
    stops : share of the frauds under review that are stopped; a fraud that is not costs its amount
    """

    capacity: int
    cost: float
    stops: float


def worth(chance: Floats, amount: Floats, terms: Terms) -> Floats:
    """What the review of each payment saves on average, its cost taken off."""
    saved: Floats = terms.stops * chance * amount - terms.cost
    return saved


def best(worth: Floats, capacity: int) -> Flags:
    """The payments to review: those worth most, as many as can be, and none that costs more than it saves."""
    flags = np.zeros(len(worth), dtype=np.bool_)
    flags[np.argsort(-worth, kind="stable")[:capacity]] = True
    return flags & (worth > 0.0)


def likeliest(chance: Floats, capacity: int) -> Flags:
    """The payments most likely to be fraud, whatever their amount."""
    flags = np.zeros(len(chance), dtype=np.bool_)
    flags[np.argsort(-chance, kind="stable")[:capacity]] = True
    return flags


def saved(flags: Flags, worth: Floats, capacity: int) -> float:
    """What a queue saves on average. Of one too long the team takes as many as it can, by chance."""
    count = int(flags.sum())
    return float(worth[flags].sum()) * min(1.0, capacity / max(count, 1))

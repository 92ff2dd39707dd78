"""Ways to fill the queue that are less than the work, or all of it: what tests and the benchmark hold the bands to.

Each takes what a candidate sees and gives chances and flags. All that use a model use the careful one of the
competent baseline, so that what a way lacks is all that it lacks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evenbar.worksample.variant import Files

from .baselines.competent import columns, read_terms, share_kept
from .modelling import predicted, restored
from .queueing import Flags, Floats, Terms, best, likeliest, worth
from .tables import Table, read, submission


@dataclass(frozen=True, eq=False)
class Seen:
    """What the ways begin from.

    Parameters
    ----------
    raw : chances as a model of the history gives them
    restored : the same, led back to how rare frauds are
    rate : the share of frauds in the quarter, had it not been thinned out
    """

    day: Table
    terms: Terms
    raw: Floats
    restored: Floats
    rate: float

    @property
    def amount(self) -> Floats:
        """Amounts of the day."""
        return self.day.numbers["amount"]

    def weighed(self, p: Floats) -> tuple[Floats, Flags]:
        """The queue that is worth most by these chances."""
        return p, best(worth(p, self.amount, self.terms), self.terms.capacity)


def look(public: Files) -> Seen:
    """The tables read, and a careful model fitted."""
    history, day = read(public["history.csv"]), read(public["today.csv"])
    fraud, kept = history.numbers["fraud"], share_kept(public)
    raw = predicted(columns(history), fraud, columns(day))
    ones, zeros = float(fraud.sum()), float((1.0 - fraud).sum())
    return Seen(day, read_terms(public), raw, restored(raw, kept), ones / (ones + zeros / kept))


def _old_score(seen: Seen) -> tuple[Floats, Flags]:
    score = seen.day.numbers["old_score"]
    return seen.weighed(score * seen.rate / float(score.mean()))


def _largest(seen: Seen) -> tuple[Floats, Flags]:
    return np.full(len(seen.amount), seen.rate), likeliest(seen.amount, seen.terms.capacity)


Way = Callable[[Seen], tuple[Floats, Flags]]
TRICKS: dict[str, Way] = {
    "the largest amounts": _largest,
    "old score for the chance, times amount": _old_score,
    "all of the day": lambda seen: (seen.raw, np.ones(len(seen.raw), dtype=np.bool_)),
    "likelier than not": lambda seen: (seen.raw, seen.raw > 0.5),
    "the likeliest, within capacity": lambda seen: (seen.raw, likeliest(seen.raw, seen.terms.capacity)),
}
HALVES: dict[str, Way] = {
    "the likeliest, chances led back": lambda seen: (
        seen.restored,
        likeliest(seen.restored, seen.terms.capacity),
    ),
    "weighed, chances as they came": lambda seen: seen.weighed(seen.raw),
    "weighed, chances scaled to the right sum": lambda seen: seen.weighed(
        seen.raw * seen.rate / float(seen.raw.mean())
    ),
}
WHOLE: dict[str, Way] = {"weighed, chances led back": lambda seen: seen.weighed(seen.restored)}


def sent(seen: Seen, way: Way) -> Files:
    """What goes back by a way; it promises what it believes in."""
    p, flags = way(seen)
    saving = float(worth(p, seen.amount, seen.terms)[flags].sum())
    return submission(seen.day, p, flags, saving=saving, doubled=0, memo="By a way.")

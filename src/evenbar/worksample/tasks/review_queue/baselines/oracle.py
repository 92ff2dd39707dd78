"""Knows the chance of every payment."""

import csv
import io
import json

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..queueing import Terms, best, worth
from ..tables import read, submission


def solve(public: Files, hidden: Files, streams: Streams) -> Files:  # noqa: ARG001 - the contract's argument
    """The queue that is worth most."""
    truth, day = json.loads(hidden["truth.json"]), read(public["today.csv"])
    rows = list(csv.DictReader(io.StringIO(hidden["chances.csv"].decode())))
    p = np.array([float(row["p"]) for row in rows])
    capacity, cost, stops = truth["capacity"], truth["cost"], truth["stops"]
    now, dearer = (
        worth(p, day.numbers["amount"], Terms(capacity, price, stops)) for price in (cost, 2.0 * cost)
    )
    flags = best(now, capacity)
    doubled = int(best(dearer, capacity).sum())
    memo = "Accuracy is no aim: whoever flags nothing is right nearly always, and stops no fraud."
    return submission(day, p, flags, saving=float(now[flags].sum()), doubled=doubled, memo=memo)

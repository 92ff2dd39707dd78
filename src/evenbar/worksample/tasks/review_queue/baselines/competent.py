"""Reckons what each review is worth, from what a candidate sees and no more.

Columns are put on scales on which a straight line may do, the chances are led back to a day on which frauds are
rare, and the queue takes what saves most after its cost.
"""

import json
import re

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..modelling import Floats, predicted, restored
from ..queueing import Terms, best, worth
from ..tables import Table, read, submission


def solve(public: Files, streams: Streams) -> Files:  # noqa: ARG001 - the contract's argument
    """The queue, its saving, and what remains of it at twice the cost."""
    history, day = read(public["history.csv"]), read(public["today.csv"])
    kept = share_kept(public)
    p = restored(predicted(columns(history), history.numbers["fraud"], columns(day)), kept)
    terms = read_terms(public)
    amount = day.numbers["amount"]
    value = worth(p, amount, terms)
    flags = best(value, terms.capacity)
    dearer = Terms(terms.capacity, 2.0 * terms.cost, terms.stops)
    doubled = int(best(worth(p, amount, dearer), terms.capacity).sum())
    saving = float(value[flags].sum())
    memo = (
        f"Review {int(flags.sum())} payments today; that saves about {saving:,.0f}. Accuracy is no aim here: whoever"
        f" flags nothing is right in {100 * (1 - float(p.mean())):.1f} % of cases and stops no fraud."
    )
    return submission(day, p, flags, saving=saving, doubled=doubled, memo=memo)


def read_terms(public: Files) -> Terms:
    """The terms, as they came with the brief."""
    terms = json.loads(public["terms.json"])
    return Terms(terms["capacity"], terms["cost_of_review"], terms["share_stopped"])


def share_kept(public: Files) -> float:
    """The share of honest payments in the history, as the note of the export gives it."""
    found = re.search(r"a random (\d+) %", public["export-note.txt"].decode())
    if found is None:
        raise ValueError("export-note.txt does not say which share was kept")
    return float(found.group(1)) / 100.0


def columns(table: Table) -> Floats:
    """The columns of a model: sizes in logarithms, hours round the clock, shops apart, one interaction."""
    seen = table.numbers
    shops = np.array(table.shop)
    hour = 2.0 * np.pi * seen["hour"] / 24.0
    return np.column_stack(
        [
            np.log(seen["amount"]),
            np.log(seen["account_days"]),
            np.log(seen["minutes_since_last"] + 1.0),
            np.sin(hour),
            np.cos(hour),
            seen["new_device"],
            seen["abroad"],
            seen["new_device"] * seen["abroad"],
            seen["failed_attempts"],
            seen["old_score"],
            *((shops == shop).astype(np.float64) for shop in sorted(set(shops))[1:]),
        ]
    )

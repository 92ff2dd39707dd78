"""Tells what a queue saves, and what its chances are worth, by the chance of every payment and not by one day's luck.

captured is the saving of the queue as a share of the best one's. information is 1 - D(sent) / D(flat), D being the
mean divergence from the true chances, and flat the same base rate for everybody. ranking compares areas under the
curve above one half. calibration is the sum of the chances that were sent over the sum of the true ones.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from evenbar.worksample.bounded_csv import Numbers, Table, read_table
from evenbar.worksample.bounded_json import Number, Record, read_json
from evenbar.worksample.bounded_text import read_text, words_in
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.variant import Files, Point, Told

from .queueing import Flags, Floats, Terms, best, saved, worth

PLAN = Record({"expected_saving": Number(-1e9, 1e9), "reviews_at_double_cost": Number(0, 1e6, whole=True)})
MOST_WORDS = 230  # of the memo; the brief says 200
FLOOR = 1e-5  # a chance nearer to 0 or 1 than this is taken for this, so that one bold cell is not all
CLOSE = 0.15  # how far a sum may be from the truth and still be right


def grade(hidden: Files, submission: Files) -> Told:
    """Facts of one submission."""
    truth = json.loads(hidden["truth.json"])
    terms = Terms(truth["capacity"], truth["cost"], truth["stops"])
    ids, true = _chances(hidden["chances.csv"])
    amount = np.array(json.loads(hidden["amounts.json"]))
    plan = read_json(submission["plan.json"], name="plan.json", shape=PLAN)
    queue = _queue(submission["queue.csv"], ids)
    _check_memo(submission["memo.md"])
    sent, flags = queue.numbers("p"), queue.numbers("flag") > 0.5
    saving = saved(flags, worth(true, amount, terms), terms.capacity)
    doubled = int(best(worth(true, amount, _dearer(terms)), terms.capacity).sum())
    facts: dict[str, float | None] = {
        "captured": saving / truth["best"],
        "over-capacity": float(max(0, int(flags.sum()) - terms.capacity)),
        "calibration": float(sent.sum() / true.sum()),
        "information": 1.0 - divergence(true, sent) / divergence(true, np.full(len(true), true.mean())),
        "ranking": (area(sent, true) - 0.5) / (area(true, true) - 0.5),
        "promise-gap": abs(plan["expected_saving"] - saving) / truth["best"],
        "double-cost-gap": abs(plan["reviews_at_double_cost"] - doubled) / terms.capacity,
        "reviews": float(flags.sum()),
    }
    sums = _sums(facts, plan, truth, saving=saving, doubled=doubled, sent=float(sent.sum()))
    return Told(facts, (*_cases(truth["cases"], ids, flags), *sums))


def _dearer(terms: Terms) -> Terms:
    return Terms(terms.capacity, 2.0 * terms.cost, terms.stops)


def _chances(data: bytes) -> tuple[list[str], Floats]:
    rows = list(csv.reader(io.StringIO(data.decode())))[1:]
    return [row[0] for row in rows], np.array([float(row[1]) for row in rows])


def _queue(data: bytes, ids: list[str]) -> Table:
    columns = {"p": Numbers(0.0, 1.0), "flag": Numbers(0.0, 1.0, whole=True)}
    return read_table(data, name="queue.csv", columns=columns, ids=ids, id_column="payment")


def _check_memo(data: bytes) -> None:
    count = words_in(read_text(data, name="memo.md"))
    if count > MOST_WORDS:
        raise Unusable(f"memo.md has {count} words and is to have at most 200.")


def divergence(true: Floats, sent: Floats) -> float:
    """Kullback and Leibler's divergence of what was sent from the truth, a mean over payments."""
    one, other = np.clip(true, FLOOR, 1.0 - FLOOR), np.clip(sent, FLOOR, 1.0 - FLOOR)
    return float((one * np.log(one / other) + (1.0 - one) * np.log((1.0 - one) / (1.0 - other))).mean())


def area(score: Floats, true: Floats) -> float:
    """The area under the curve that a score has on average, when each payment is fraud with its true chance.

    A payment is not compared with itself.
    """
    _, place = np.unique(score, return_inverse=True)
    frauds, others = np.bincount(place, weights=true), np.bincount(place, weights=1.0 - true)
    below = np.cumsum(others) - others
    itself = float((true * (1.0 - true)).sum())
    pairs = float(true.sum() * (1.0 - true).sum()) - itself
    return (float((frauds * (below + 0.5 * others)).sum()) - 0.5 * itself) / pairs


def _cases(cases: dict[str, Any], ids: list[str], flags: Flags) -> Iterator[Point]:
    place = {id: row for row, id in enumerate(ids)}
    for id, told in cases.items():
        flagged = bool(flags[place[id]])
        did = "flagged" if flagged else "not-flagged"
        yield Point(id, did, flagged == told["review"], told["because"])


def _sums(
    facts: dict[str, float | None],
    plan: dict[str, Any],
    truth: dict[str, Any],
    *,
    saving: float,
    doubled: int,
    sent: float,
) -> Iterator[Point]:
    """What the submission says of the whole day."""
    off = abs((facts["calibration"] or 0.0) - 1.0)
    many = "the history holds every fraud of its quarter and few of the other payments"
    told = f"{truth['frauds']:,.0f} frauds were to be expected on the day; {many}"
    yield Point(f"{sent:,.0f}", "summed", off <= CLOSE, told)
    gap = facts["promise-gap"] or 0.0
    told = f"this queue saves {saving:,.0f} on average, and the best one {truth['best']:,.0f}"
    yield Point(f"{plan['expected_saving']:,.0f}", "promised", gap <= CLOSE, told)
    gap = facts["double-cost-gap"] or 0.0
    told = f"at twice the cost {doubled} reviews pay; as it is, the best queue has {truth['flagged']}"
    yield Point(f"{plan['reviews_at_double_cost']:,}", "doubled", gap <= CLOSE, told)

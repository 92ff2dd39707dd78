"""Draws a quarter of payments with frauds known, and a day of payments to decide on.

The quarter holds every fraud and a few per cent of the other payments, which the note of the export says and nothing
else does. On the day frauds are as rare as they are. Cost, capacity and share kept differ from variant to variant;
on some the team lacks the time for all that is worth it, on others a full queue would cost more than it saves.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Variant
from evenbar.worksample.written import csv_bytes, json_bytes

from .payments import SHOPS, Floats, Payments, constant, law, logistic, old_score, payments, risk
from .queueing import Terms, best, likeliest, worth

QUARTER, DAY = 60_000, 10_000
KEPT = (0.04, 0.05, 0.06, 0.08, 0.10)  # of the payments that were no fraud
COMPANIES = ("Pelmo Pay", "Tarn & Brook Payments", "Ondavia", "Quillpay", "Merrow Checkout")
CASES = 3  # of each kind that the defence may ask about
Ints = NDArray[np.int64]


def generate(streams: Streams) -> Variant:
    """One variant: the quarter as it was kept, the day, and the chance of each of its payments."""
    rules, chance_of_terms = law(streams.stream("law")), streams.stream("terms")
    quarter, day = payments(streams.stream("quarter"), QUARTER), payments(streams.stream("day"), DAY)
    base = constant(risk(rules, quarter), chance_of_terms.uniform(0.012, 0.015))
    fraud = streams.stream("fraud").random(QUARTER) < logistic(risk(rules, quarter) + base)
    share = float(chance_of_terms.choice(KEPT))
    rows = np.flatnonzero(fraud | (streams.stream("kept").random(QUARTER) < share))
    p = logistic(risk(rules, day) + base).round(6)
    terms = terms_of(chance_of_terms, p, day.amount)
    ids = _ids(streams.stream("ids"))
    scores = [
        old_score(streams.stream(f"score {name}"), rules, one) for name, one in (("q", quarter), ("d", day))
    ]
    history = _table(quarter, ids[:QUARTER], scores[0], rows) | {"fraud": fraud[rows].astype(np.float64)}
    today = _table(day, ids[QUARTER:], scores[1], np.arange(DAY))
    truth = truth_of(streams.stream("cases"), ids[QUARTER:], p, day.amount, terms)
    chances = {"payment": ids[QUARTER:], "p": p}
    words = _words(terms, len(rows)) | {
        "company": str(streams.stream("company").choice(COMPANIES)),
        "accuracy": f"{100 * _accuracy(likeliest(scores[1], terms.capacity), p):.1f}",
        "first_payment": ids[QUARTER],
    }
    public = {
        "history.csv": csv_bytes(history),
        "today.csv": csv_bytes(today),
        "terms.json": json_bytes(_public_terms(terms)),
        "export-note.txt": _note(share, len(rows)).encode(),
    }
    return Variant(
        public,
        {
            "chances.csv": csv_bytes(chances, decimals=6),
            "amounts.json": json_bytes(day.amount),
            "truth.json": json_bytes(truth),
        },
        words,
    )


def terms_of(random: np.random.Generator, p: Floats, amount: Floats) -> Terms:
    """Terms of this variant: the cost is what some payment saves that is a little before or after the last seat."""
    capacity = int(round(DAY * random.uniform(0.016, 0.024), -1))
    stops = round(float(random.uniform(0.80, 0.95)), 2)
    place = int(capacity * random.uniform(0.7, 2.4))
    return Terms(capacity, round(stops * float(np.sort(p * amount)[::-1][place]), 1), stops)


def _public_terms(terms: Terms) -> dict[str, float]:
    return {"capacity": terms.capacity, "cost_of_review": terms.cost, "share_stopped": terms.stops}


def _note(share: float, rows: int) -> str:
    """How the files were made. What matters stands among what does not, as in any such note."""
    return (
        "Export of payments, made by the warehouse on request\n\n"
        "today.csv    all payments of today, as they came in\n"
        f"             {DAY:,} rows, columns as in history.csv without fraud\n"
        "history.csv  payments of the last quarter whose time for complaints has passed\n"
        f"             all with fraud = 1; of fraud = 0 a random {100 * share:.0f} %, to keep the file small\n"
        f"             {rows:,} rows, shuffled\n"
        "both         amounts in euros, hours local to the customer, no duplicates, no empty cells\n"
    )


def _ids(random: np.random.Generator) -> list[str]:
    """Ids in an order that tells nothing."""
    return [f"p{number}" for number in random.permutation(QUARTER + DAY) + 100_001]


def _table(seen: Payments, ids: list[str], score: Floats, rows: Ints) -> dict[str, Any]:
    """Some payments as the warehouse exports them."""
    return {
        "payment": [ids[row] for row in rows],
        "amount": seen.amount[rows],
        "shop": [SHOPS[seen.shop[row]] for row in rows],
        "hour": seen.hour[rows],
        "new_device": seen.new_device[rows],
        "abroad": seen.abroad[rows],
        "account_days": seen.account_days[rows],
        "failed_attempts": seen.attempts[rows],
        "minutes_since_last": seen.pause[rows],
        "old_score": score[rows],
    }


def _accuracy(flags: NDArray[np.bool_], p: Floats) -> float:
    """The share of payments that flags would call rightly, on average."""
    return float(np.where(flags, p, 1.0 - p).mean())


def truth_of(
    random: np.random.Generator, ids: list[str], p: Floats, amount: Floats, terms: Terms
) -> dict[str, Any]:
    """The terms, the queue that is worth most, and payments on which hurry and care part."""
    value = worth(p, amount, terms)
    flags, likely = best(value, terms.capacity), likeliest(p, terms.capacity)
    kinds = {"likely-small": likely & ~flags, "unlikely-large": flags & ~likely, "plain": flags & likely}
    cases = {
        ids[row]: {
            "kind": kind,
            "review": bool(flags[row]),
            "because": _because(p[row], amount[row], terms, review=bool(flags[row])),
        }
        for kind, which in kinds.items()
        for row in random.permutation(np.flatnonzero(which))[:CASES]
    }
    return {
        "capacity": terms.capacity,
        "cost": terms.cost,
        "stops": terms.stops,
        "frauds": float(p.sum()),
        "best": float(value[flags].sum()),
        "flagged": int(flags.sum()),
        "cases": cases,
    }


def _because(p: float, amount: float, terms: Terms, *, review: bool) -> str:
    stops = terms.stops * p * amount
    pays = "it pays, but others save more" if stops > terms.cost else "it does not pay"
    return (
        f"its chance of fraud is {p:.4f} and its amount {amount:.2f}, so a review stops {stops:.2f} on average"
        f" and costs {terms.cost:.2f}: {'it is among those that save most' if review else pays}"
    )


def _words(terms: Terms, rows: int) -> dict[str, str]:
    return {
        "capacity": str(terms.capacity),
        "cost": f"{terms.cost:.2f}",
        "stops": f"{100 * terms.stops:.0f}",
        "rows": f"{rows:,}",
        "day": f"{DAY:,}",
    }

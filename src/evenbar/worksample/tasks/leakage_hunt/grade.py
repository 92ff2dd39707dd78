"""Tells what the hunt found and what the predictions are worth on the day, beside a model of the honest columns.

leak-f1 is the harmonic mean of precision and recall of the columns named. recovered is (AUC - .5) / (clean - .5),
clean being a logistic regression on the honest columns of the same variant. honesty-gap is the distance of the AUC
that was promised from the one that came.
"""

import csv
import io
import json

import numpy as np

from evenbar.worksample.bounded_csv import Numbers, read_table
from evenbar.worksample.bounded_json import ListOf, Number, Record, Words, read_json
from evenbar.worksample.bounded_text import read_text, words_in
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.variant import Files, Point, Told

from .columns import LEAKS
from .modelling import auc

KINDS = (*(kind.name for kind in LEAKS), "other")
FINDINGS = Record(
    {
        "findings": ListOf(
            Record({"column": Words(40), "kind": Words(40, of=KINDS), "evidence": Words(600, least=10)}),
            most=13,
            distinct="column",
        ),
        "claimed_auc": Number(0.0, 1.0),
    }
)
MOST_WORDS = 170  # of the note; the brief says 150


def grade(hidden: Files, submission: Files) -> Told:
    """Facts of one submission."""
    truth = json.loads(hidden["truth.json"])
    columns, clean = truth["columns"], truth["clean_auc"]
    sent = read_json(submission["findings.json"], name="findings.json", shape=FINDINGS)
    named = {finding["column"]: finding["kind"] for finding in sent["findings"]}
    _check_columns(named, columns)
    _check_note(submission["note.md"])
    reached = _reached(hidden["labels.csv"], submission["predictions.csv"])
    leaks = {name for name, told in columns.items() if told["leak"]}
    right = len(leaks & named.keys())
    kinds = sum(named.get(name) == columns[name]["kind"] for name in leaks)
    facts = {
        "leak-f1": 2.0 * right / (len(leaks) + len(named)),
        "recovered": (reached - 0.5) / (clean - 0.5),
        "honesty-gap": abs(sent["claimed_auc"] - reached),
        "accused": float(len(named) - right),
        "kinds-right": kinds / len(leaks),
        "auc": reached,
        "claimed-auc": sent["claimed_auc"],
    }
    points = (_point(name, told, name in named) for name, told in columns.items())
    return Told(facts, tuple(points))


def _check_columns(named: dict[str, str], columns: dict[str, object]) -> None:
    for name in named:
        if name not in columns:
            raise Unusable(f'findings.json names the column "{name}", which is none of {", ".join(columns)}.')


def _check_note(data: bytes) -> None:
    count = words_in(read_text(data, name="note.md"))
    if count > MOST_WORDS:
        raise Unusable(f"note.md has {count} words and is to have 150.")


def _reached(labels: bytes, predictions: bytes) -> float:
    """The area under the curve on the day, rounded as it is told."""
    rows = list(csv.DictReader(io.StringIO(labels.decode())))
    left = np.array([float(row["left"]) for row in rows])
    table = read_table(
        predictions,
        name="predictions.csv",
        columns={"p": Numbers(0.0, 1.0)},
        ids=[row["customer"] for row in rows],
        id_column="customer",
    )
    return auc(table.numbers("p"), left)


def _point(name: str, told: dict[str, str], named: bool) -> Point:
    did = "named" if named else "not-named"
    return Point(name, did, named == bool(told["leak"]), told["because"])

"""Facts of a submission: how far its shares are from the truth, whether its intervals hold, whether its claims do."""

import json
from typing import Any

import numpy as np

from evenbar.worksample.bounded_csv import Choices, Column, Numbers, Table, read_table
from evenbar.worksample.bounded_json import ListOf, Record, Words, read_json
from evenbar.worksample.bounded_text import read_text, words_in
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.variant import Files, Point, Told

from .world import PULLS

VERDICTS = ("better", "worse", "cannot-tell")
KEEP = "keep"
PERCENT = Numbers(0.0, 100.0)
FINDINGS = Record(
    {
        "pulls": ListOf(
            Record({"pull": Words(40, of=PULLS), "evidence": Words(600, least=10)}),
            most=len(PULLS),
            distinct="pull",
        ),
        "choice": Words(40),
    }
)
MOST_WORDS = 170  # of the note; the brief says 150
SIDES = 3.92  # widths of a 95 % interval in standard errors


def grade(hidden: Files, submission: Files) -> Told:
    """Facts of one submission."""
    truth = json.loads(hidden["truth.json"])
    models, pulls = truth["models"], truth["pulls"]
    table = _table(submission["comparisons.csv"], list(models))
    sent = read_json(submission["findings.json"], name="findings.json", shape=FINDINGS)
    choice = sent["choice"]
    if choice != KEEP and choice not in models:
        raise Unusable(
            f'findings.json chooses "{choice}", which is neither {KEEP} nor one of {", ".join(models)}.'
        )
    _check_note(submission["note.md"])
    named = {found["pull"] for found in sent["pulls"]}
    verdicts = dict(zip(models, table.texts("verdict"), strict=True))
    facts = (
        _measured(table, models, truth["alone"])
        | _claimed(verdicts, models)
        | _pulled(named, pulls)
        | {"regret": _regret(choice, models)}
    )
    return Told(facts, tuple(_points(verdicts, models, named, pulls)))


def _table(data: bytes, names: list[str]) -> Table:
    columns: dict[str, Column] = {
        "share": PERCENT,
        "low": PERCENT,
        "high": PERCENT,
        "verdict": Choices(VERDICTS),
    }
    table = read_table(data, name="comparisons.csv", columns=columns, ids=names, id_column="model")
    share, low, high = (table.numbers(column) for column in ("share", "low", "high"))
    for name, inside in zip(names, (low <= share) & (share <= high), strict=True):
        if not inside:
            raise Unusable(f"comparisons.csv: the share of {name} is not between its low and its high.")
    return table


def _check_note(data: bytes) -> None:
    count = words_in(read_text(data, name="note.md"))
    if count > MOST_WORDS:
        raise Unusable(f"note.md has {count} words and is to have 150.")


def _measured(table: Table, models: dict[str, Any], alone: float) -> dict[str, float]:
    """Shares and intervals against the truth, in units of what panels alone would give."""
    true = np.array([told["share"] for told in models.values()])
    share, low, high = (table.numbers(column) for column in ("share", "low", "high"))
    return {
        "error": float(((share - true) ** 2).mean()) ** 0.5 / alone,
        "covered": float(((low <= true) & (true <= high)).mean()),
        "width": float((high - low).mean()) / (SIDES * alone),
    }


def _claimed(verdicts: dict[str, str], models: dict[str, Any]) -> dict[str, float | None]:
    """Claims that are wrong, and the share of true differences that were claimed."""
    differ = [name for name, told in models.items() if told["verdict"] != "cannot-tell"]
    wrong = [
        name
        for name, told in models.items()
        if verdicts[name] != "cannot-tell" and verdicts[name] != told["verdict"]
    ]
    right = sum(verdicts[name] == models[name]["verdict"] for name in differ)
    return {"wrong": float(len(wrong)), "decided": right / len(differ) if differ else None}


def _pulled(named: set[str], pulls: dict[str, Any]) -> dict[str, float]:
    true = {name for name, told in pulls.items() if told["pull"]}
    right = len(true & named)
    return {"pulls-f1": 2.0 * right / (len(true) + len(named)), "accused": float(len(named) - right)}


def _regret(choice: str, models: dict[str, Any]) -> float:
    """Points that people's preference could have been higher by another choice."""
    worth = {KEEP: 50.0} | {name: told["share"] for name, told in models.items()}
    return float(max(worth.values()) - worth[choice])


def _points(
    verdicts: dict[str, str], models: dict[str, Any], named: set[str], pulls: dict[str, Any]
) -> list[Point]:
    found = [
        Point(name, f"called-{verdicts[name]}", verdicts[name] == told["verdict"], told["because"])
        for name, told in models.items()
    ]
    for name, told in pulls.items():
        did = "named" if name in named else "not-named"
        found.append(Point(name, did, (name in named) == bool(told["pull"]), told["because"]))
    return found

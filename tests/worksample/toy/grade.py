"""Tells how far a guess is off."""

import json

from evenbar.worksample.bounded_json import Number, Record, Words, read_json
from evenbar.worksample.variant import Files, Point, Told

SHAPE = Record({"guess": Number(0.0, 1e6), "why": Words(most=500)})


def grade(hidden: Files, submission: Files) -> Told:
    """The error in grams."""
    sent = read_json(submission["guess.json"], name="guess.json", shape=SHAPE)
    weight = json.loads(hidden["truth.json"])["weight"]
    error = abs(sent["guess"] - weight)
    point = Point(f"{sent['guess']:g} grams", "guessed", error <= 6.0, f"the true weight is {weight:g}")
    return Told({"error": error}, (point,))

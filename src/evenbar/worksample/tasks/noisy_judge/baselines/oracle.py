"""Knows how often people prefer each model, and what pulls the judge."""

import json

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..tables import bounded, submission


def solve(public: Files, hidden: Files, streams: Streams) -> Files:  # noqa: ARG001 - the contract's arguments
    """The truth as a submission."""
    truth = json.loads(hidden["truth.json"])
    models = truth["models"]
    lines = {name: bounded(told["share"], 0.5, told["verdict"]) for name, told in models.items()}
    pulls = {name: told["because"] for name, told in truth["pulls"].items() if told["pull"]}
    best = max(models, key=lambda name: models[name]["share"])
    choice = best if models[best]["share"] > 50.0 else "keep"
    return submission(lines, pulls=pulls, choice=choice, note=f"Choose {choice}.")

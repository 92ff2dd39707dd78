"""Knows the weight."""

import json

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files
from evenbar.worksample.written import json_bytes


def solve(public: Files, hidden: Files, streams: Streams) -> Files:
    """The truth."""
    weight = json.loads(hidden["truth.json"])["weight"]
    return {"guess.json": json_bytes({"guess": weight, "why": "It is known."})}

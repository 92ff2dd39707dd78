"""Takes the median."""

import csv
import io

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files
from evenbar.worksample.written import json_bytes


def solve(public: Files, streams: Streams) -> Files:
    """The median of all readings."""
    rows = csv.DictReader(io.StringIO(public["weights.csv"].decode()))
    middle = float(np.median([float(row["weight"]) for row in rows]))
    return {"guess.json": json_bytes({"guess": middle, "why": "Slips of the pen move the mean."})}

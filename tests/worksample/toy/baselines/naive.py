"""Takes the mean."""

import csv
import io

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files
from evenbar.worksample.written import json_bytes


def solve(public: Files, streams: Streams) -> Files:
    """The mean of all readings."""
    rows = csv.DictReader(io.StringIO(public["weights.csv"].decode()))
    mean = float(np.mean([float(row["weight"]) for row in rows]))
    return {"guess.json": json_bytes({"guess": mean, "why": "It is the mean."})}

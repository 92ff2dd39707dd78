"""Draws a true weight and a thousand readings, one in twenty a slip of the pen."""

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Variant
from evenbar.worksample.written import csv_bytes, json_bytes


def generate(streams: Streams) -> Variant:
    """One variant."""
    data = streams.stream("data")
    weight = float(np.round(data.uniform(400.0, 600.0), 1))
    readings = weight + data.normal(0.0, 20.0, 1000)
    readings[data.random(1000) < 0.05] *= 10.0
    table = {"id": [f"r{row}" for row in range(1000)], "weight": readings}
    words = {"company": "Pellworth Scales", "true_weight": f"{weight:g}"}
    return Variant({"weights.csv": csv_bytes(table)}, {"truth.json": json_bytes({"weight": weight})}, words)

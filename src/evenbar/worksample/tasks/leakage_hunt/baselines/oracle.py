"""Knows every column, every customer's chance of leaving, and what will come."""

import csv
import io
import json

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..modelling import auc
from ..tables import read, submission


def solve(public: Files, hidden: Files, streams: Streams) -> Files:  # noqa: ARG001 - the contract's argument
    """The truth as a submission."""
    columns = json.loads(hidden["truth.json"])["columns"]
    findings = [
        {"column": name, "kind": told["kind"], "evidence": told["because"]}
        for name, told in columns.items()
        if told["leak"]
    ]
    p, left = (_column(hidden[f"{name}.csv"]) for name in ("chances", "labels"))
    note = "Do not ship on Monday: four columns know the outcome."
    return submission(read(public["future.csv"]), p, findings=findings, claimed=auc(p, left), note=note)


def _column(data: bytes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    rows = list(csv.reader(io.StringIO(data.decode())))[1:]
    return np.array([float(row[1]) for row in rows])

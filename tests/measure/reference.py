"""Larger published tables of ratings, where they lie beside the checkout."""

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "data"
FILES = {path.name: path for path in sorted(FOLDER.glob("*.csv"))}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table by heading."""
    with FILES[name].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

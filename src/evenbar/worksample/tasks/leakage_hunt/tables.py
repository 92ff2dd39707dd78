"""The two exports as a baseline reads them, and a submission as it writes one."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenbar.worksample.variant import Files
from evenbar.worksample.written import csv_bytes, json_bytes

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Export:
    """One export: ids, and the columns without telling names by name; for training who left."""

    customer: list[str]
    household: list[str]
    site: list[str]
    columns: dict[str, Floats]
    left: Floats

    def matrix(self, names: Sequence[str]) -> Floats:
        """Some columns side by side."""
        return np.column_stack([self.columns[name] for name in names])


def read(data: bytes) -> Export:
    """An export from its file."""
    header, *rows = list(csv.reader(io.StringIO(data.decode())))
    cells = dict(zip(header, zip(*rows, strict=True), strict=True))
    customer, household, site = (list(cells.pop(name)) for name in ("customer", "household", "site"))
    left = np.array(cells.pop("left", ()), dtype=np.float64)
    columns = {name: np.array([float(cell or "nan") for cell in column]) for name, column in cells.items()}
    return Export(customer, household, site, columns, left)


def submission(
    future: Export, p: Floats, *, findings: list[dict[str, Any]], claimed: float, note: str
) -> Files:
    """The files that go back."""
    return {
        "findings.json": json_bytes({"findings": findings, "claimed_auc": claimed}, decimals=4),
        "predictions.csv": csv_bytes({"customer": future.customer, "p": p}, decimals=5),
        "note.md": (note + "\n").encode(),
        "ai-use.md": b"No AI tool was used.\n",
    }

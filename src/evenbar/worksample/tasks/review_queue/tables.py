"""The quarter and the day as a baseline reads them, and a submission as it writes one."""

import csv
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenbar.worksample.variant import Files
from evenbar.worksample.written import csv_bytes, json_bytes

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Table:
    """Payments by column; texts apart from numbers."""

    payment: list[str]
    shop: list[str]
    numbers: dict[str, Floats]

    def matrix(self, *names: str) -> Floats:
        """Some columns of numbers side by side."""
        return np.column_stack([self.numbers[name] for name in names])


def read(data: bytes) -> Table:
    """A table from its file."""
    header, *rows = list(csv.reader(io.StringIO(data.decode())))
    cells = dict(zip(header, zip(*rows, strict=True), strict=True))
    payment, shop = list(cells.pop("payment")), list(cells.pop("shop"))
    return Table(payment, shop, {name: np.array(column, dtype=np.float64) for name, column in cells.items()})


def submission(
    day: Table, p: Floats, flags: NDArray[np.bool_], *, saving: float, doubled: int, memo: str
) -> Files:
    """The files that go back."""
    queue = {"payment": day.payment, "p": p, "flag": flags.astype(np.float64)}
    return {
        "queue.csv": csv_bytes(queue, decimals=6),
        "plan.json": json_bytes({"expected_saving": round(saving, 2), "reviews_at_double_cost": doubled}),
        "memo.md": (memo + "\n").encode(),
        "ai-use.md": b"No AI tool was used.\n",
    }

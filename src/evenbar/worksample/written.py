"""Tables and values as bytes that are the same on every machine: floats rounded, keys in order, one line break."""

import json
import math
from collections.abc import Mapping
from typing import Any

DECIMALS = 4


def csv_bytes(columns: Mapping[str, Any], *, decimals: int = DECIMALS) -> bytes:
    """A table by its columns, lists or arrays. Floats are rounded, None and nan empty; texts need no quotes."""
    cells = [[cell(value, decimals) for value in values] for values in columns.values()]
    if len({len(column) for column in cells}) > 1:
        raise ValueError(f"the columns {', '.join(columns)} are not of one length.")
    lines = [",".join(columns), *(",".join(row) for row in zip(*cells, strict=True))]
    return ("\n".join(lines) + "\n").encode()


def cell(value: Any, decimals: int = DECIMALS) -> str:
    """One cell of a table."""
    if value is None:
        return ""
    if isinstance(value, str):
        if any(sign in value for sign in ',"\r\n'):
            raise ValueError(f"the cell {value!r} would need quotes; choose another text.")
        return value
    real = float(value)
    if math.isnan(real):
        return ""
    rounded = round(real, decimals)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.{decimals}f}".rstrip("0")


def json_bytes(value: Any, *, decimals: int = 6) -> bytes:
    """A value as JSON with sorted keys and rounded floats; nan is refused."""
    text = json.dumps(plain(value, decimals), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def plain(value: Any, decimals: int = 6) -> Any:
    """A value made of what JSON has, its floats rounded; NumPy's scalars and arrays are taken for what they hold."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner, decimals) for key, inner in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist(), decimals)
    if isinstance(value, (list, tuple)):
        return [plain(inner, decimals) for inner in value]
    return round(value, decimals) if isinstance(value, float) else value

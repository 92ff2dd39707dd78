"""The files of the repository, as its tests see them. What a rule demands of them is the rules' own business."""

import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".png", ".pdf", ".ico", ".woff2", ".jpg", ".gif", ".zip", ".xlsx", ".parquet", ".sqlite3"}


@functools.cache
def files() -> tuple[str, ...]:
    """Every file that is tracked or about to be, by its path from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return tuple(sorted({name for name in listed if name and (ROOT / name).is_file()}))


def texts(*endings: str, under: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of the files that end so, below one folder; without endings, of every text file."""
    for name in files():
        path = Path(name)
        if name.startswith(under) and (path.suffix in endings if endings else path.suffix not in BINARY):
            yield name, (ROOT / name).read_text(encoding="utf-8")


def python(*, under: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of every Python file, ./run among them."""
    yield from texts(".py", under=under)
    if not under:
        yield "run", (ROOT / "run").read_text(encoding="utf-8")

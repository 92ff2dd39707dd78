"""The snapshots of the figures. After a change that is meant, renew them: ``python -m tests.figures.snapshots``."""

from pathlib import Path

from evenbar.figures.figure import markup
from tests.figures.samples import SAMPLES

FOLDER = Path(__file__).parent / "snapshots"


def drawn(name: str) -> str:
    """A sample as its snapshot: a line an element, so that a difference can be read."""
    return markup(SAMPLES[name]()).replace("><", ">\n<") + "\n"


def main() -> None:
    """Write every snapshot anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in SAMPLES:
        (FOLDER / f"{name}.html").write_text(drawn(name), encoding="utf-8")


if __name__ == "__main__":
    main()

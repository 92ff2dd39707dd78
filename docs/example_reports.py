"""The example reports of the documentation, written by the commands themselves while the documentation is built."""

import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "examples"
REPORTS = {
    "scores": ["--weights", str(EXAMPLES / "season-weights.csv"), "--bar", "3.5", "--top", "3"],
    "agreement": [],
    "facets": [],
    "generalizability": ["--design", "p x r x i"],
}


def setup(app: Any) -> dict[str, bool]:
    """Let Sphinx call us once the pages are written."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True}


def _write(app: Any, failure: Exception | None) -> None:
    if failure is not None or app.builder.format != "html":
        return
    for command, options in REPORTS.items():
        write(command, Path(app.outdir) / f"report-{command}.html", options)


def write(command: str, place: Path, options: list[str]) -> None:
    """Write the report of a command on the season."""
    call = [sys.executable, "-c", "from evenbar.cli import main; main()", "measure", command]
    whole = [*call, str(EXAMPLES / "season.csv"), *options, "--html", str(place)]
    subprocess.run(whole, check=True, capture_output=True)  # noqa: S603 - our own command on our own example
    place.chmod(0o644)  # the season never happened, and these are for everybody

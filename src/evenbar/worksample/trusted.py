"""Baselines at work: programs of ours that solve a variant, graded as any submission is.

A baseline of a code sample is code, and it is run here without the closed box, because it is part of the package.
Nobody else's code comes this way.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from evenbar.worksample.package import Package
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.seeds import Seed
from evenbar.worksample.submission import check_files, collect
from evenbar.worksample.variant import Files, Told, Variant

PATIENCE = 120  # seconds


def solved(package: Package, variant: Variant, seed: Seed, baseline: str) -> Files:
    """What a baseline sends back on a variant. Only the oracle sees hidden files."""
    streams = seed.streams(f"baseline {baseline}")
    if baseline == "oracle":
        return package.oracle(variant.public, variant.hidden, streams)
    return package.solver(baseline)(variant.public, streams)


def sent(package: Package, variant: Variant, seed: Seed, baseline: str) -> dict[str, bytes]:
    """What the grader gets of a baseline: its files, and for code what their run leaves."""
    files = dict(solved(package, variant, seed, baseline))
    check_files(files, package.sample.submission)
    if package.sample.kind == "code":
        files |= run_own(package, files, variant.box)
    return files


def graded_baseline(package: Package, variant: Variant, seed: Seed, baseline: str) -> Told:
    """The facts that a baseline reaches on a variant."""
    return package.grade(variant.hidden, sent(package, variant, seed, baseline))


def run_own(package: Package, files: Files, box: Files) -> Files:
    """What the package's ``box.py`` makes of a baseline's code: the outputs, as the closed box would leave them."""
    with tempfile.TemporaryDirectory(prefix="evenbar-baseline-") as name:
        places = [Path(name) / part for part in ("code", "inputs", "outputs")]
        for place, content in zip(places, (files, box, {}), strict=True):
            place.mkdir()
            for inner, data in content.items():
                (place / inner).write_bytes(data)
        command = [sys.executable, "-B", str(package.folder / "box.py"), *map(str, places)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
        if done.returncode:
            raise Unusable(f"box.py ended with status {done.returncode}: {done.stderr.strip()[-300:]}")
        return collect(places[2], package.sample.outputs).files

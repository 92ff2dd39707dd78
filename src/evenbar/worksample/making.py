"""A variant made: what the candidate gets and what stays, as files in memory and then in two folders.

``public`` holds brief, data dictionary, data and templates. ``hidden`` holds the truth, what the baselines reach on
this very variant, and which package drew it; it never leaves.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

import evenbar
from evenbar.worksample.package import BASELINES, TEMPLATE, Package
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.sample import AI_POLICIES
from evenbar.worksample.seeds import Seed
from evenbar.worksample.trusted import graded_baseline
from evenbar.worksample.variant import Files, Variant
from evenbar.worksample.written import json_bytes

ABOUT = "sample.json"
RECORD, REFERENCES, BOX = "variant.json", "references.json", "box/"
PAPERS = ("brief.md", "data-dictionary.md")


@dataclass(frozen=True, eq=False)
class Made:
    """A variant and its two folders in memory."""

    variant: Variant
    public: dict[str, bytes]
    hidden: dict[str, bytes]

    @property
    def record(self) -> dict[str, Any]:
        """Where the variant is from, as its hidden folder says it."""
        return dict(json.loads(self.hidden[RECORD]))


def draw(package: Package, seed: Seed) -> Variant:
    """The variant of a seed. The same seed draws the same bytes."""
    return package.generate(seed.streams("generate"))


def make(package: Package, seed: Seed, *, practice: bool = False) -> Made:
    """Everything of a variant; for practice the answers stand beside it."""
    variant = draw(package, seed)
    references = {name: graded_baseline(package, variant, seed, name).facts for name in BASELINES}
    hidden = {
        **variant.hidden,
        **{BOX + name: data for name, data in variant.box.items()},
        REFERENCES: json_bytes(references),
    }
    hidden[RECORD] = json_bytes(record(package, seed, variant, hidden))
    public = {**public_files(package, variant)}
    if practice:
        public |= {f"answers/{name}": data for name, data in variant.hidden.items()}
        public["answers/practice.md"] = filled(package, "practice.md", variant)
    return Made(variant, public, hidden)


def record(package: Package, seed: Seed, variant: Variant, hidden: Files) -> dict[str, Any]:
    """Where a variant is from, enough to draw and grade it again; the seed itself stays in its secret."""
    return {
        "sample": package.name,
        "package": package.hash,
        "seed_id": seed.id,
        "versions": versions(),
        "words": dict(variant.words),
        "public_digest": digest(public_files(package, variant)),
        "hidden_digest": digest(hidden),
    }


def versions() -> dict[str, str]:
    """The versions that the same bytes need."""
    return {"evenbar": evenbar.__version__, "python": platform.python_version(), "numpy": np.__version__}


def public_files(package: Package, variant: Variant) -> dict[str, bytes]:
    """What the candidate gets."""
    sample = package.sample
    about = {
        "sample": sample.worksample,
        "title": sample.title,
        "company": f"{variant.words.get('company', sample.company)} (fictional)",
        "minutes": sample.minutes,
        "ai_policy": AI_POLICIES[sample.ai_policy],
        "send_back": {one.file: one.about for one in sample.submission},
    }
    templates = {TEMPLATE + name: filled(package, TEMPLATE + name, variant) for name in package.template()}
    papers = {name: filled(package, name, variant) for name in PAPERS}
    return {**papers, **templates, **variant.public, ABOUT: json_bytes(about)}


def filled(package: Package, name: str, variant: Variant) -> bytes:
    """A text of the package with the variant's words in place of ``$name``; a word that is not given is an error."""
    try:
        return Template(package.text(name)).substitute(variant.words).encode()
    except (KeyError, ValueError) as error:
        raise Unusable(f"{package.name}/{name}: no word of the variant stands for {error}.") from None


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def write(made: Made, out: Path) -> None:
    """Write ``out/public`` and ``out/hidden``; a folder that is there already is left alone."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Unusable(f"{out} is there already; give --out a new folder.")
    (out / "hidden").mkdir(mode=0o700, parents=True)  # before anything stands in it
    for part, files in (("public", made.public), ("hidden", made.hidden)):
        _write(out / part, files)


def _write(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read_hidden(folder: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The hidden files of a variant and its record; Unusable where the folder holds none."""
    place = folder / "hidden"
    if not (place / RECORD).is_file():
        raise Unusable(
            f"{folder} holds no variant: hidden/{RECORD} is missing. `evenbar worksample make` makes one."
        )
    files = {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }
    try:
        found = json.loads(files[RECORD])
    except ValueError:
        found = None
    whole = isinstance(found, dict) and {"package", "seed_id", "words", "sample"} <= set(found)
    rest = {name: data for name, data in files.items() if name != RECORD}
    if not whole or digest(rest) != found.get("hidden_digest"):
        raise Unusable(f"{place} is not as it was written; take it from a backup, or make the variant anew.")
    return files, found

"""A package: the folder of a work sample, found, hashed, read and its parts loaded.

The hash is over names and bytes of all of its files, so a package that changes is another one, and a variant says
which it was made from. The parts are Python of ours, loaded from the folder itself: an archived folder grades as it
did when it was made.
"""

import hashlib
import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import cast

from evenbar.scorecard.problem import Problem, Unreadable
from evenbar.scorecard.source import shown
from evenbar.scorecard.suggesting import suggestion
from evenbar.worksample.reading import read_defence, read_rubric, read_sample
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.sample import DefencePlan, Rubric, Sample
from evenbar.worksample.variant import Files, Generate, Grade, Know, Solve

_SHELF = Path(__file__).with_name("tasks")
REQUIRED = (
    "__init__.py",
    "worksample.yaml",
    "rubric.yaml",
    "defence.yaml",
    "brief.md",
    "data-dictionary.md",
    "practice.md",
    "generate.py",
    "grade.py",
    "baselines/__init__.py",
    "baselines/naive.py",
    "baselines/competent.py",
    "baselines/oracle.py",
)
TEMPLATE = "template/"
BASELINES = ("naive", "competent", "oracle")
MOST_FILES, MOST_BYTES = 200, 5_000_000


@dataclass(frozen=True, eq=False)
class Package:
    """A work sample as its folder holds it."""

    folder: Path
    hash: str
    files: Files
    sample: Sample
    rubric: Rubric
    defence: DefencePlan

    @property
    def name(self) -> str:
        """The sample's id."""
        return self.sample.worksample

    @property
    def generate(self) -> Generate:
        """Draws a variant."""
        return cast(Generate, self._part("generate", "generate"))

    @property
    def grade(self) -> Grade:
        """Tells facts."""
        return cast(Grade, self._part("grade", "grade"))

    @property
    def oracle(self) -> Know:
        """Solves with the truth at hand."""
        return cast(Know, self._part("baselines.oracle", "solve"))

    def solver(self, baseline: str) -> Solve:
        """Solves from what the candidate sees: naive or competent."""
        return cast(Solve, self._part(f"baselines.{baseline}", "solve"))

    def template(self) -> Files:
        """The files that a submission begins from, by name."""
        return {
            name.removeprefix(TEMPLATE): data
            for name, data in self.files.items()
            if name.startswith(TEMPLATE)
        }

    def text(self, name: str) -> str:
        """One of its text files."""
        return self.files[name].decode("utf-8")

    def _part(self, module: str, function: str) -> object:
        return getattr(_module(self.folder, self.hash, module), function)


def names() -> tuple[str, ...]:
    """The packaged samples, in alphabetical order."""
    return tuple(sorted(one.parent.name.replace("_", "-") for one in _SHELF.glob("*/worksample.yaml")))


def find(name: str) -> Package:
    """A packaged sample by its name, or one of your own by its folder; Unusable where there is neither."""
    if name in names():
        return load(_SHELF / name.replace("-", "_"))
    if "/" in name and "\0" not in name and Path(name).is_dir():
        return load(Path(name))
    near = suggestion(name, names())
    raise Unusable(
        f"no packaged work sample is called {shown(name)}{near} `evenbar worksample list` names them;"
        " one of your own is given by its folder, as ./my-sample."
    )


def load(folder: Path) -> Package:
    """The package in a folder; Unusable where a file is missing, Unreadable where one says what it may not."""
    files = contents(folder)
    missing = [name for name in REQUIRED if name not in files]
    if missing:
        raise Unusable(f"{folder} is no whole work sample: {', '.join(missing)} is missing.")
    sample = read_sample(files["worksample.yaml"], name=f"{folder.name}/worksample.yaml")
    rubric = read_rubric(files["rubric.yaml"], name=f"{folder.name}/rubric.yaml")
    defence = read_defence(files["defence.yaml"], name=f"{folder.name}/defence.yaml")
    _check_rubric(sample, rubric, folder)
    return Package(folder.resolve(), package_hash(files), files, sample, rubric, defence)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a package by its path in it; what Python leaves behind and hidden files aside."""
    files: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inner.parts)
        if hidden or path.is_symlink() or not path.is_file():
            continue
        total += path.stat().st_size
        if len(files) >= MOST_FILES or total > MOST_BYTES:
            raise Unusable(
                f"{folder} is larger than a work sample: {MOST_FILES} files, {MOST_BYTES:,} bytes."
            )
        files[inner.as_posix()] = path.read_bytes()
    return files


def package_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and bytes of a package, each with its length before it."""
    digest = hashlib.sha256(b"evenbar worksample package 1\0")
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _check_rubric(sample: Sample, rubric: Rubric, folder: Path) -> None:
    """The rubric speaks to criteria of the sample, and every criterion has a row that people rate."""
    named = [measured.criterion for measured in sample.criteria]
    rated = [row.criterion for row in rubric.rubric]
    strange = [criterion for criterion in rated if criterion not in named]
    unrated = [criterion for criterion in named if criterion not in rated]
    if strange or unrated:
        words = (
            f"{strange[0]} is rated and is no criterion of worksample.yaml."
            if strange
            else f"{unrated[0]} of worksample.yaml has no row here."
        )
        raise Unreadable((Problem(1, 1, "rubric", words, f"{folder.name}/rubric.yaml"),))


@cache
def _module(folder: Path, digest: str, module: str) -> ModuleType:
    """A part of the package at this hash, under a name of its own, so that an archived one stands beside today's."""
    whole = f"evenbar_worksample_{folder.name.replace('-', '_')}_{digest[:16]}"
    if whole not in sys.modules:
        _loaded(whole, folder / "__init__.py", [str(folder)])
    return importlib.import_module(f"{whole}.{module}")


def _loaded(name: str, file: Path, places: list[str]) -> None:
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=places)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)

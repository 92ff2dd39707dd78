"""The toy sample, and copies of it with a part put wrong."""

import shutil
from pathlib import Path

from evenbar.worksample.making import Made, make
from evenbar.worksample.package import Package, load
from evenbar.worksample.seeds import Seed, self_test_seed

TOY = Path(__file__).with_name("toy")


def toy() -> Package:
    """The toy as it stands."""
    return load(TOY)


def seed_of(package: Package, text: str = "a") -> Seed:
    """A self-test seed of a package."""
    return self_test_seed(text, package=package.hash)


def made(package: Package, text: str = "a") -> Made:
    """A variant of a package."""
    return make(package, seed_of(package, text))


def altered(folder: Path, **changes: tuple[str, str]) -> Path:
    """A copy of the toy in ``folder`` with one text put for another; keys are file names with _ for / and __ for ."""
    copy = folder / "toy"
    shutil.copytree(TOY, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (old, new) in changes.items():
        path = copy / name.replace("__", ".").replace("_", "/")
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{path} does not say {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return copy

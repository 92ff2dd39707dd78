"""The scorecards that come with Evenbar, as text and as Scorecard. Their content is in ``library/*.yaml``."""

from functools import cache
from importlib.resources import files

from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard

_SHELF = files("evenbar.scorecard") / "library"


def names() -> tuple[str, ...]:
    """The names of the packaged scorecards, in alphabetical order."""
    found = (entry.name for entry in _SHELF.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def text(name: str) -> str:
    """The YAML of a packaged scorecard; KeyError where there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return (_SHELF / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def load(name: str) -> Scorecard:
    """A packaged scorecard; KeyError where there is none of that name."""
    return read(text(name), name=f"{name}.yaml")

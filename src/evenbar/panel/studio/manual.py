"""A rule's page for people: the headings of its docstring as blocks of text, lists and examples. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evenbar.lint.rule import SEVERITIES, STRENGTHS, Rule

_CODE = re.compile(r"``?([^`]+)``?")
# Examples are often a piece of a scorecard; elsewhere a colon is only a colon.
_SHOWN = ("Example", "Better")
_YAML = re.compile(r"\s*(- )?([{\[]|\w+:( |$))|    ")


Stretches = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or an example as it is typed; its text as stretches, each with whether it is code."""

    kind: Literal["text", "typed"]
    stretches: Stretches


@dataclass(frozen=True, slots=True)
class Page:
    """A rule as a page shows it."""

    rule: Rule
    sections: tuple[tuple[str, tuple[Block, ...]], ...]

    @property
    def severity(self) -> str:
        """What its severity means."""
        return SEVERITIES[self.rule.severity]

    @property
    def strength(self) -> str:
        """How strong the grounds are."""
        return STRENGTHS[self.rule.strength]


def page_of(rule: Rule) -> Page:
    """The page of a rule."""
    sections = rule.sections().items()
    return Page(rule, tuple((name, tuple(_blocks(text, shown=name in _SHOWN))) for name, text in sections))


def _blocks(text: str, *, shown: bool) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", text):
        if shown and _YAML.match(part):
            yield Block("typed", ((plain(part), False),))
        else:
            yield Block("text", stretches(" ".join(part.split())))


def stretches(text: str) -> Stretches:
    """A text in stretches, each with whether it is code: a key of the file between backquotes."""
    return tuple((piece, bool(at % 2)) for at, piece in enumerate(_CODE.split(text)) if piece)


def plain(text: str) -> str:
    """A text without the backquotes around its code."""
    return _CODE.sub(r"\1", text)

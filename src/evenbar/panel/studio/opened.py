"""A text as the studio works with it: the tree that can be edited, the scorecard where it is one, every problem.

Pure. A text with problems still has a tree, so that forms can show what was typed; a text that is no YAML at all
has none, and only the YAML page can show it. Included criteria stand in the tree with the library's words.
"""

from dataclasses import dataclass
from functools import lru_cache

from evenbar.scorecard.including import expanded, refusal
from evenbar.scorecard.paths import find
from evenbar.scorecard.problem import Problem, Unreadable
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard
from evenbar.scorecard.source import Broken, Node, decode, tree


@dataclass(frozen=True, slots=True)
class Opened:
    """A text, what it holds, and what keeps it from being a scorecard."""

    text: str
    root: Node | None
    card: Scorecard | None
    problems: tuple[Problem, ...]
    written: Node | None = None  # the tree as it is written, with includes as references

    def node(self, path: str) -> Node | None:
        """The node at a path, if the text has one."""
        return None if self.root is None else find(self.root, path)

    def is_locked(self, path: str) -> bool:
        """Whether a place holds words of the library, which are not edited in a text that includes them."""
        return self.written is not None and refusal(self.written, path) is not None

    def problems_at(self, path: str) -> tuple[Problem, ...]:
        """The problems of a path and of everything under it."""
        return tuple(each for each in self.problems if each.path == path or each.path.startswith(f"{path}/"))


@lru_cache(maxsize=64)
def opened(text: str) -> Opened:
    """Open a text; the last few are remembered, since pages open the same one again and again."""
    written = _tree(text)
    root = expanded(written) if written is not None else None
    try:
        card, problems = read(text), ()
    except Unreadable as unreadable:
        return Opened(
            text,
            root if root is not None and root.kind == "map" else None,
            None,
            unreadable.problems,
            written,
        )
    return Opened(text, root, card, problems, written)


def _tree(text: str) -> Node | None:
    """The tree of a text, None where it is no YAML; the reader tells where and why."""
    try:
        return tree(decode(text))
    except Broken:
        return None

"""Where a hit stands in the text of a file: at its words if they are found, else where its part begins.

A hit knows paths of ids, this module knows the tree and the text.
"""

import re
from dataclasses import dataclass, field

from evenbar.scorecard.paths import item_name, position_in
from evenbar.scorecard.source import Node

FEW = 8  # items that are quicker looked through than remembered
LONGEST = 400  # signs of a line that an excerpt shows
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
# How YAML and CSV may write a sign inside quotes.
_WRITTEN = {"'": "''?", '"': r'(?:\\"|""?)', "\\": r"\\\\?"}


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text: from where to where, and the line it begins on with the stretch in it."""

    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str
    mark: tuple[int, int]


@dataclass(slots=True)
class Places:
    """A text and its tree, which remembers what the items of each list are called, since many hits share them."""

    text: str
    root: Node
    named: dict[int, dict[str, int]] = field(default_factory=dict)

    def located(self, where: str, quote: str) -> Place:
        """The place of a path, or of words inside it. A part that is missing stands at the key of what lacks it."""
        at, holder = self.nodes(where)
        known = (at.start, at.line, at.column)
        if quote and holder and (found := spoken(self.text, holder.start, holder.end, quote)):
            return stretch(self.text, *found, known=known)
        return stretch(self.text, at.start, _end(at, holder), known=known)

    def nodes(self, where: str) -> tuple[Node, Node | None]:
        """The node to point at for a path, and the node that holds its text where the file has it.

        A text is pointed at itself, anything larger at its key, what the library brings along at the include.
        """
        node = key = self.root
        for part in where.split("/") if where else []:
            index = self.position(node, part)
            if index is None:
                return node.get("include") or _pointed(node, key), None
            key, node = node.entries[index] if node.kind == "map" else (node.items[index], node.items[index])
        return _pointed(node, key), node

    def position(self, node: Node, part: str) -> int | None:
        """Which entry or item of a container a part of a path names."""
        if node.kind == "map" or len(node.items) < FEW:
            return position_in(node, part)
        names = self.named.get(id(node))
        if names is None:
            names = self.named[id(node)] = {}
            for index, item in enumerate(node.items):
                names.setdefault(item_name(item, index), index)
        return names.get(part)


def _end(at: Node, holder: Node | None) -> int:
    """How far to underline: a text or a key; of an item its id; of a block of text its sign."""
    if at.style in ("|", ">"):
        return at.start + 1
    if holder is not None and holder.entries and holder.entries[0][0] is at:
        value = holder.entries[0][1]
        return value.end if value.kind == "scalar" and value.line == at.line and not value.is_null else at.end
    return at.end


def _pointed(node: Node, key: Node) -> Node:
    if node.kind == "scalar" and not node.is_null:
        return node
    while key.kind != "scalar" and (key.entries or key.items):
        key = key.entries[0][0] if key.entries else key.items[0]
    return key


def spoken(text: str, start: int, end: int, quote: str) -> tuple[int, int] | None:
    """Where words stand in a stretch of a text, with line breaks and quote signs as YAML and CSV write them."""
    at = text.find(quote, start, end)
    if at >= 0:
        return at, at + len(quote)
    words = ("".join(_WRITTEN.get(sign) or re.escape(sign) for sign in word) for word in quote.split())
    pattern = r"(?:\\?\s)+".join(words)
    found = re.compile(pattern).search(text, start, end) if pattern else None
    return found.span() if found else None


def stretch(text: str, start: int, end: int, *, known: tuple[int, int, int]) -> Place:
    """Lines and columns of a stretch, counted from an offset whose line and column are known."""
    line, column = _counted(text, known, start)
    end_line, end_column = _counted(text, (start, line, column), end)
    after = _BREAK.search(text, start)
    first, last = start - column + 1, after.start() if after else len(text)
    if last - first > LONGEST:
        first = max(first, start - LONGEST // 4)
        last = min(last, first + LONGEST)
    mark = start - first, min(end, last) - first
    return Place(line, column, end_line, end_column, text[first:last], mark)


def _counted(text: str, known: tuple[int, int, int], offset: int) -> tuple[int, int]:
    begun, line, column = known
    breaks = list(_BREAK.finditer(text, begun, offset))
    return (line + len(breaks), offset - breaks[-1].end() + 1) if breaks else (line, column + offset - begun)

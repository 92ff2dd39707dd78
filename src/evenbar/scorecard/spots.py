"""A place in a YAML text that can be edited: the node, what holds it, and where its lines begin and end.

Block style is made of whole lines, flow style of stretches between commas; the functions here find both.
"""

from dataclasses import dataclass

from evenbar.scorecard.paths import position_in
from evenbar.scorecard.source import Node


@dataclass(frozen=True, slots=True)
class Spot:
    """A node in its parent. ``parent`` is None at the root; ``in_flow`` where brackets stand around it."""

    node: Node
    parent: "Spot | None" = None
    index: int = 0

    @property
    def holder(self) -> Node:
        """The list or mapping that holds the node."""
        if self.parent is None:
            raise LookupError("nothing holds the root")
        return self.parent.node

    @property
    def key(self) -> Node | None:
        """The key of the node, where it is the value of one."""
        held = self.parent is not None and self.parent.node.kind == "map"
        return self.holder.entries[self.index][0] if held else None

    @property
    def start(self) -> int:
        """Where the key begins, or the node where it has none."""
        return self.key.start if self.key else self.node.start

    @property
    def in_flow(self) -> bool:
        """Whether the node stands between brackets."""
        return self.parent is not None and (self.parent.node.style == "flow" or self.parent.in_flow)

    @property
    def shared(self) -> bool:
        """Whether an anchor or alias makes the node part of another place too."""
        return self.node.shared or (self.parent is not None and self.parent.shared)

    def child(self, index: int) -> "Spot":
        """A member of this node by its number."""
        node = self.node
        return Spot(node.items[index] if node.kind == "list" else node.entries[index][1], self, index)

    def children(self) -> list["Spot"]:
        """All members of this node."""
        return [self.child(index) for index in range(len(self.node.items) or len(self.node.entries))]


def spot_at(root: Node, path: str) -> Spot | None:
    """The place at a path, if there is one."""
    spot = Spot(root)
    for part in path.split("/") if path else []:
        index = position_in(spot.node, part)
        if index is None:
            return None
        spot = spot.child(index)
    return spot


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends, before its line break."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end


def next_line(text: str, offset: int) -> int:
    """Where the line after an offset's line begins, or the end of the text."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def begins_line(text: str, offset: int) -> bool:
    """Whether only spaces stand before an offset on its line."""
    return not text[line_start(text, offset) : offset].strip(" ")


def tail(text: str, node: Node) -> int:
    """The end of a node's last line in block style, before the line break: there the next line can be put."""
    if node.style == "block":
        return tail(text, node.items[-1] if node.items else node.entries[-1][1])
    if node.style not in ("|", ">"):
        return line_end(text, node.end)
    body = text[node.start : node.end]
    if "+" in body.split("\n", 1)[0].split("#", 1)[0]:
        return line_end(text, max(node.start, node.end - 1))
    return node.start + len(_without_blank_lines(body))


def _without_blank_lines(body: str) -> str:
    """A block text without the blank lines that follow it. Spaces beyond its indent are part of the text."""
    lines = body.split("\n")
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()), default=len(body))
    while len(lines) > 1 and not lines[-1].strip(" \r") and len(lines[-1].rstrip("\r")) <= indent:
        lines.pop()
    return "\n".join(lines).removesuffix("\r")


def dash(text: str, spot: Spot) -> int:
    """Where the dash of an item of a block list stands."""
    items = spot.holder
    if spot.index == 0:
        return items.start
    indent = items.column - 1
    before = tail(text, items.items[spot.index - 1])
    return text.index("\n" + " " * indent + "-", before) + 1 + indent


def colon(text: str, key: Node) -> int:
    """The end of the colon after a key."""
    return text.index(":", key.end) + 1


def comment(text: str, spot: Spot) -> str:
    """The comment on the line where a node's value begins, empty where there is none."""
    node, key = spot.node, spot.key
    if node.style == "block":
        rest = text[colon(text, key) : line_end(text, colon(text, key))] if key else ""
    elif node.style in ("|", ">"):
        header = text[node.start : line_end(text, node.start)]
        rest = header[header.find("#") :] if "#" in header else ""
    else:
        rest = text[node.end : line_end(text, node.end)]
    return rest.strip() if rest.strip().startswith("#") else ""


def comma(text: str, offset: int) -> tuple[int, int] | None:
    """The comma that follows an offset, comments and line breaks aside, with the spaces after it."""
    at = offset
    while at < len(text):
        if text[at] == "#":
            at = line_end(text, at)
        elif text[at] in " \r\n":
            at += 1
        elif text[at] == ",":
            after = len(text) - len(text[at + 1 :].lstrip(" "))
            return at, after
        else:
            return None
    return None

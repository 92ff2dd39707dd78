"""Paths of ids through a text: what an item is called, where everything stands, what stands at a path.

A path is made of keys, of ids for items that have one, and of numbers from 0 for others:
``criteria/framing/anchors/3/summary``.
"""

from collections.abc import Iterator

from evenbar.scorecard.scalars import is_id
from evenbar.scorecard.source import Node


def members(node: Node | None) -> list[Node]:
    """The items of a list; none where there is no list."""
    return node.items if node is not None else []


def ident(node: Node) -> str:
    """The id of a mapping, or of the library criterion that it includes; empty where it has none."""
    id, include = node.get("id"), node.get("include")
    name = id.text if id is not None else include.text.partition("@")[0] if include is not None else ""
    return name if is_id(name) else ""


def item_name(item: Node, index: int) -> str:
    """What an item of a list is called in a path."""
    return ident(item) or str(index)


def joined(path: str, part: str) -> str:
    """A path and one more part of it."""
    return f"{path}/{part}" if path else part


def places(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every path under a node, with the node to point at: a text itself, for anything larger its key."""
    parts = [(key.text, key, value) for key, value in node.entries if key.kind == "scalar"]
    parts += [(item_name(item, index), item, item) for index, item in enumerate(node.items)]
    for name, start, value in parts:
        inner = joined(path, name)
        yield inner, value if value.kind == "scalar" and not value.is_null else start
        yield from places(value, inner)


def position_in(node: Node, part: str) -> int | None:
    """Which entry or item of a container a part of a path names; the first where several could be meant."""
    if node.kind == "map":
        names = [key.text for key, _ in node.entries]
    else:
        names = [item_name(item, index) for index, item in enumerate(node.items)]
    return names.index(part) if part in names else None


def find(root: Node, path: str) -> Node | None:
    """The node at a path, if there is one. The empty path is the root."""
    node = root
    for part in path.split("/") if path else []:
        index = position_in(node, part)
        if index is None:
            return None
        node = node.items[index] if node.kind == "list" else node.entries[index][1]
    return node

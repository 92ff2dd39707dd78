"""Edits of a scorecard's YAML text at its paths, which leave everything else as people wrote it.

Comments, order, quotes and layout elsewhere stay byte for byte, so a form and the YAML are two views of one
text. Every edit is checked: the new text must say exactly what was asked, else the edit is refused. The
library's words in an included criterion are not edited. Whether it is a sound scorecard is the reader's question.
"""

from datetime import date
from typing import Any

from evenbar.scorecard import cutting
from evenbar.scorecard.including import refusal, unlisted_questions
from evenbar.scorecard.layout import Plain
from evenbar.scorecard.scalars import resolved
from evenbar.scorecard.source import Broken, Node, decode, shown, tree
from evenbar.scorecard.spots import Spot, spot_at
from evenbar.scorecard.table import order_at

_BOM = "\ufeff"


class Uneditable(ValueError):  # noqa: N818 - stands beside Unreadable
    """The text cannot be edited there; the sentence says why."""


def set_value(text: str, path: str, value: Plain | None) -> str:
    """The text with another value at a path. A key that is missing is added, None takes it away."""
    if value is None:
        return remove_item(text, path)
    text, bom = body(text)
    root = _open(text, path)
    spot = spot_at(root, path)
    if spot is None:
        return bom + _set_missing(text, root, path, value)
    scalars = all(item.kind == "scalar" for item in spot.node.items)
    if isinstance(value, list) and value and spot.node.items and scalars:
        return bom + _set_list(text, path, spot.node, value)
    expected = _changed(root, spot, content_of(value))
    return bom + accepted(cutting.replace(text, writable(spot), value), expected, path)


def insert_item(text: str, path: str, value: Plain, *, index: int | None = None) -> str:
    """The text with one more item in the list at a path, at the end unless a number from 0 is given."""
    text, bom = body(_listed(text, path))
    root = _open(text, path)
    spot = spot_at(root, path)
    if spot is None or spot.node.is_null:
        return bom + set_value(text, path, [value])
    if spot.node.kind != "list":
        raise Uneditable(f"{shown(path)} is not a list.")
    count = len(spot.node.items)
    at = count if index is None else max(0, min(index, count))
    expected = content(root)
    _walk(expected, spot).insert(at, content_of(value))
    return bom + accepted(cutting.insert(text, writable(spot), value, at), expected, path)


def remove_item(text: str, path: str) -> str:
    """The text without the key or the item at a path. Nothing there is no change."""
    text, bom = body(_listed(text, path.rpartition("/")[0]))
    root = _open(text, path)
    if path.startswith("criteria/") and path.endswith("/include"):
        raise Uneditable("a criterion without its include is empty; write it out instead.")
    spot = spot_at(root, path)
    if spot is None:
        return bom + text
    if spot.parent is None:
        raise Uneditable("the whole text cannot be removed.")
    expected = content(root)
    held = _walk(expected, spot.parent)
    del held[spot.index if isinstance(held, list) else spot.holder.entries[spot.index][0].text]
    return bom + accepted(cutting.remove(text, writable(spot)), expected, path)


def move_item(text: str, path: str, to: int) -> str:
    """The text with the item at a path moved to another number in its list, from 0."""
    text, bom = body(_listed(text, path.rpartition("/")[0]))
    root = _open(text, path)
    spot = spot_at(root, path)
    if spot is None or spot.parent is None or spot.holder.kind != "list":
        raise Uneditable(f"{shown(path)} is not an item of a list.")
    order = list(range(len(spot.holder.items)))
    order.insert(max(0, min(to, len(order) - 1)), order.pop(spot.index))
    expected = content(root)
    held = _walk(expected, spot.parent)
    held[:] = [held[index] for index in order]
    return bom + accepted(cutting.reorder(text, writable(spot.parent), order), expected, path)


def _open(text: str, path: str) -> Node:
    """The tree of a text, unless a path in it is not to be edited."""
    root = parsed(text)
    if (sentence := refusal(root, path)) is not None:
        raise Uneditable(sentence)
    return root


def _listed(text: str, path: str) -> str:
    """The text with the library's questions listed by id, so that one of them can go, come or move."""
    if not (path.startswith("criteria/") and path.endswith("/questions")):
        return text
    ids = unlisted_questions(parsed(body(text)[0]), path.removesuffix("/questions"))
    return set_value(text, path, [{"id": id} for id in ids]) if ids else text


def body(text: str) -> tuple[str, str]:
    """A text without its byte order mark, and the mark."""
    return text.removeprefix(_BOM), _BOM if text.startswith(_BOM) else ""


def parsed(text: str) -> Node:
    """The tree of a text, or Uneditable where it is no YAML."""
    try:
        return tree(decode(text))
    except Broken as broken:
        raise Uneditable(f"line {broken.line}, column {broken.column}: {broken.message}") from None


def writable(spot: Spot) -> Spot:
    """The spot, unless an alias makes an edit of it an edit of another place too."""
    if spot.shared:
        raise Uneditable("this place is shared by an alias; edit it in the YAML.")
    return spot


def content(node: Node) -> Any:
    """What a tree says, single values as a YAML 1.2 reader takes them."""
    if node.kind == "map":
        return {key.text: content(value) for key, value in node.entries}
    return [content(item) for item in node.items] if node.kind == "list" else resolved(node)


def content_of(value: Any) -> Any:
    """What plain values say, as ``content`` tells it."""
    if isinstance(value, dict):
        return {str(key): content_of(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [content_of(item) for item in value]
    if isinstance(value, (str, bool)):
        return value
    return value.isoformat() if isinstance(value, date) else ("number", float(value))


def _walk(whole: Any, spot: Spot) -> Any:
    """The part of a content that stands at a spot."""
    if spot.parent is None:
        return whole
    held = _walk(whole, spot.parent)
    return held[spot.key.text if spot.key else spot.index]


def _changed(root: Node, spot: Spot, value: Any) -> Any:
    changed = content(root)
    if spot.parent is None:
        return value
    _walk(changed, spot.parent)[spot.key.text if spot.key else spot.index] = value
    return changed


def accepted(text: str, expected: Any, path: str) -> str:
    """The new text, if it says what was asked and nothing else."""
    try:
        if content(tree(decode(text))) == expected:
            return text
    except Broken:
        pass
    raise Uneditable(f"the text around {shown(path)} has a layout that only the YAML view can edit.")


def _set_missing(text: str, root: Node, path: str, value: Plain) -> str:
    """Add a key that is not there, and the mappings above it that are not."""
    above, _, part = path.rpartition("/")
    parent = spot_at(root, above)
    if above and (parent is None or parent.node.is_null):
        return set_value(text, above, {part: value})
    if parent is None or parent.node.kind != "map":
        raise Uneditable(f"there is nothing at {shown(path)}.")
    expected = content(root)
    _walk(expected, parent)[part] = content_of(value)
    edited = cutting.add_key(text, writable(parent), part, value, order=order_at(above))
    return accepted(edited, expected, path)


def _set_list(text: str, path: str, node: Node, values: list[Any]) -> str:
    """Change a list of single values item by item, so that comments beside the others stay."""
    old, new = content(node), content_of(values)
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    end = 0
    while end < min(len(old), len(new)) - same and old[-1 - end] == new[-1 - end]:
        end += 1
    for index in range(same, min(len(old), len(new)) - end):
        text = set_value(text, f"{path}/{index}", values[index])
    for index in range(len(old) - end - 1, len(new) - end - 1, -1):
        text = remove_item(text, f"{path}/{index}")
    for index in range(len(old) - end, len(new) - end):
        text = insert_item(text, path, values[index], index=index)
    return text

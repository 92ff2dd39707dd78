"""Putting what a form sent into the text: only what differs from what the form was made from, each at its path.

Pure. Comments and everything else stay byte for byte; that is the work of scorecard.editing. What cannot be put
into the text is named, never dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenbar.panel.studio.opened import Opened, opened
from evenbar.panel.studio.typed import Meant, Raw, field_at, is_field, meant, same, shown, tidy
from evenbar.scorecard.editing import Uneditable, remove_item, set_value
from evenbar.scorecard.paths import members
from evenbar.scorecard.source import Node


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after edits, and per path the sentence why something could not be put there."""

    text: str
    failed: Mapping[str, str] = field(default_factory=dict)


def with_fields(text: str, sent: Mapping[str, Raw]) -> Edited:
    """The text with the fields that a form sent. Fields that say what stands there already are left alone."""
    base = opened(text)
    failed: dict[str, str] = {}
    # Summaries last: an anchor whose other fields are cleared goes when its summary does.
    for path in sorted(sent, key=lambda path: (path.endswith("/summary"), path.count("/"))):
        if not is_field(path):
            continue
        stored, raw = shown(base.node(path), path), tidy(sent[path], path)
        if stored is None or same(raw, stored, path):
            continue
        try:
            text = put(text, path, meant(raw, stored, path))
        except Uneditable as reason:
            failed[path] = f"This was not saved: {reason}"
    return Edited(text, failed)


def put(text: str, path: str, value: Meant) -> str:
    """The text with a value at a path; without one the key goes, and a part that is empty then goes with it."""
    if value is None:
        return cleared(text, path)
    text = set_value(text, path, value)
    if path.startswith("stages/") and path.endswith("/criteria"):
        return ordered(text, path.split("/")[1])
    return text


def cleared(text: str, path: str) -> str:
    """The text without the key at a path. A key that must stand keeps its place with an empty text."""
    document = opened(text)
    if document.node(path) is None:
        return text
    parent = path.rpartition("/")[0]
    if _goes_whole(document, parent, path):
        return cleared(text, parent)
    known = field_at(path)
    return set_value(text, path, "") if known is not None and known.required else remove_item(text, path)


def _goes_whole(document: Opened, parent: str, path: str) -> bool:
    """Whether a part holds nothing any more without this key: an anchor, the words for levels, the job."""
    node, above = document.node(parent), field_at(parent)
    if node is None or not parent or node.kind != "map" or (above is not None and above.required):
        return False
    grown = document.node(parent.rpartition("/")[0])
    if grown is not None and grown.kind == "list":
        return False
    key = path.rpartition("/")[2]
    return all(name.text == key or _is_blank(value) for name, value in node.entries)


def _is_blank(node: Node) -> bool:
    return node.kind == "scalar" and not node.text.strip()


def ordered(text: str, stage: str) -> str:
    """The text with a stage's order of questions cut down to questions that its criteria have."""
    document = opened(text)
    path = f"stages/{stage}/order"
    order, rated = document.node(path), document.node(f"stages/{stage}/criteria")
    if order is None or order.kind != "list":
        return text
    asked = {
        id.text
        for criterion in members(rated)
        for question in members(document.node(f"criteria/{criterion.text}/questions"))
        if (id := question.get("id")) is not None
    }
    kept = [item.text for item in order.items if item.text in asked]
    if len(kept) == len(order.items):
        return text
    return set_value(text, path, kept) if kept else remove_item(text, path)

"""YAML text as a tree of nodes that know where they stand, built under limits that hold for any input.

The tree is built from parse events without recursion, so depth, size and aliases are refused before they
cost anything. Scalars stay text: what they mean depends on what is expected of them, which is the reader's
knowledge. No YAML type guessing happens anywhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

MOST_BYTES = 2_000_000
MOST_NODES = 100_000
MOST_DEPTH = 24
REMEMBERED = 8  # trees of the latest texts
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_Event = Any  # the parser's events always carry marks, which their published types doubt
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Broken(Exception):  # noqa: N818 - a state of the text, told to the reader
    """The text is not usable YAML at all. Lines and columns count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


@dataclass(slots=True, eq=False)
class Node:
    """A value in the text. ``start`` and ``end`` are offsets; ``size`` counts what it expands to."""

    kind: str  # "scalar", "list" or "map"
    line: int
    column: int
    start: int
    end: int
    text: str = ""
    style: str = ""  # of a scalar: "" plain, or its quote or block sign; of a container: "flow" or "block"
    items: list["Node"] = field(default_factory=list)
    entries: list[tuple["Node", "Node"]] = field(default_factory=list)
    size: int = 1
    shared: bool = False

    @property
    def is_null(self) -> bool:
        """Nothing written, or YAML's word for nothing."""
        return self.kind == "scalar" and not self.style and self.text in NULLS

    def get(self, key: str) -> "Node | None":
        """The value under a key of a mapping."""
        return next((value for name, value in self.entries if name.text == key), None)


def decode(source: str | bytes) -> str:
    """The text of a file, or Broken where it cannot be one."""
    if len(source) > MOST_BYTES:
        raise Broken(f"the file is larger than {MOST_BYTES // 1_000_000} MB; a scorecard is far smaller.")
    text = (source if isinstance(source, str) else _from_bytes(source)).removeprefix("\ufeff")
    if found := _FORBIDDEN.search(text):
        line, column = _place(text[: found.start()])
        code = f"U+{ord(found.group()):04X}"
        raise Broken(f"the character {code} cannot stand in a YAML file; remove it.", line, column)
    return text


def _from_bytes(source: bytes) -> str:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Broken("the file is UTF-16; save it as UTF-8.")
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(source[: error.start].decode("utf-8"))
        raise Broken("the file is not UTF-8 text; save it as UTF-8.", line, column) from None


@lru_cache(maxsize=REMEMBERED)
def tree(text: str) -> Node:
    """The root node of the one document in a text that ``decode`` has let through.

    The latest are remembered: an edit looks at a text before and after, then others read what it made. A tree is
    shared by all of them, so nobody changes one.
    """
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, text) from None
    if builder.root is None or builder.root.is_null:
        raise Broken("the file is empty; a scorecard begins with `evenbar: 1`.")
    return builder.root


def _events(text: str) -> Iterator[_Event]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class _Builder:
    """Takes parse events and keeps the open containers, the anchors and the count of nodes."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[Node | None] = []
        self.anchors: dict[str, Node] = {}
        self.documents = 0
        self.count = 0

    def take(self, event: _Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.add(self.alias(event))
        elif isinstance(event, yaml.NodeEvent):
            self.begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.close(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _broken("a second document begins here; a scorecard file holds one.", event)

    def begin(self, event: _Event) -> None:
        node = _node(event)
        if event.tag is not None:
            raise _broken(f"the tag {shown(event.tag)} is not part of the format; remove it.", event)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
            node.shared = True
        self.add(node)
        if node.kind != "scalar":
            if len(self.open) == MOST_DEPTH:
                raise _broken(
                    f"values are nested more than {MOST_DEPTH} deep; a scorecard is flatter.", event
                )
            self.open.append(node)
            self.keys.append(None)

    def add(self, node: Node) -> None:
        self.grow(node)
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if parent.kind == "list":
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
        else:
            parent.entries.append((key, node))
            self.keys[-1] = None
        parent.size += node.size

    def grow(self, at: Node) -> None:
        """Count what is new, before it costs anything; a container is told by its parent when it is closed."""
        self.count += at.size
        if self.count > MOST_NODES:
            words = "aliases included, " if self.anchors else ""
            message = f"the file holds more than {MOST_NODES:,} values, {words}far more than a scorecard has."
            raise Broken(message, at.line, at.column)

    def close(self, event: _Event) -> None:
        node = self.open.pop()
        self.keys.pop()
        if self.open:
            self.open[-1].size += node.size - 1
        if node.style == "flow":
            node.end = event.end_mark.index
        else:
            last = node.items[-1] if node.items else node.entries[-1][1]
            node.end = max(last.end, node.start)

    def alias(self, event: _Event) -> Node:
        target = self.anchors.get(event.anchor)
        if target is None:
            raise _broken(f"the alias *{event.anchor} points at nothing above it.", event)
        if target in self.open:
            raise _broken(f"the alias *{event.anchor} stands inside what it points at.", event)
        node = _node(event, kind=target.kind)
        node.text, node.style, node.size = target.text, target.style, target.size
        node.items, node.entries, node.shared = target.items, target.entries, True
        return node


def _node(event: _Event, kind: str = "") -> Node:
    start, end = event.start_mark, event.end_mark
    node = Node("scalar", start.line + 1, start.column + 1, start.index, end.index)
    if isinstance(event, yaml.ScalarEvent):
        node.text, node.style = event.value, event.style or ""
    elif isinstance(event, yaml.CollectionStartEvent):
        node.kind = "list" if isinstance(event, yaml.SequenceStartEvent) else "map"
        node.style = "flow" if event.flow_style else "block"
    node.kind = kind or node.kind
    return node


def _broken(message: str, event: _Event) -> Broken:
    return Broken(message, event.start_mark.line + 1, event.start_mark.column + 1)


_SYNTAX = {
    "could not find expected ':'": "a line has no colon after its key, or a long text needs quotes.",
    "mapping values are not allowed in this context": "a colon inside a text: put the text in quotes.",
    "did not find expected key": "this line does not fit its neighbours; check quotes and indentation.",
    "did not find expected '-' indicator": "this line does not fit the list above it; check indentation.",
    "did not find expected ',' or ']'": "a list in brackets needs a comma or its closing bracket here.",
    "did not find expected ',' or '}'": "a mapping in braces needs a comma or its closing brace here.",
    "found unexpected end of stream": "the file ends inside quotes; close them.",
}


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Broken:
    """YAML's own complaint as a sentence about what to do."""
    mark: Any = error.problem_mark or error.context_mark
    line, column = mark.line + 1, mark.column + 1
    lines = _BREAK.split(text)
    here = lines[mark.line] if mark.line < len(lines) else ""
    before = lines[mark.line - 1] if mark.line else ""
    for number, words in ((line, here), (line - 1, before)):
        indent = words[: len(words) - len(words.lstrip())]
        if "\t" in indent:
            message = "a tab stands in the indentation; YAML is indented by spaces."
            return Broken(message, number, indent.index("\t") + 1)
    problem = error.problem or error.context or "it cannot be read"
    return Broken(_SYNTAX.get(problem, f"this is not YAML here: {problem}."), line, column)


def _place(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows a stretch of text."""
    lines = _BREAK.split(before)
    return len(lines), len(lines[-1]) + 1


def shown(text: str) -> str:
    """A text short enough to stand in a sentence."""
    short = " ".join((text if len(text) <= 40 else text[:39] + "…").split())
    return '"' + "".join(sign if sign.isprintable() else "\ufffd" for sign in short) + '"'

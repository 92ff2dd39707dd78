"""Edits of a text change what was asked and leave the rest, comments included, as people wrote it."""

import copy
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evenbar.scorecard import library
from evenbar.scorecard.editing import Uneditable, insert_item, move_item, remove_item, set_value
from evenbar.scorecard.reading import read
from evenbar.scorecard.scalars import quoted
from evenbar.scorecard.source import Node, tree
from evenbar.scorecard.writing_out import written_out
from tests.examples import examples
from tests.scorecard.cards import SMALL, words

# An independent reader of plain content: PyYAML, everything as text.
EXAMPLES = examples(250)
leaves = words | st.sampled_from(["one", "two words", "a, b", "c: d", "first\nsecond", "it's", "x\n\n  y\n"])
parts = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
        | st.lists(st.dictionaries(st.sampled_from("xyz"), inner, max_size=2), max_size=3).map(
            lambda items: [{"id": f"n{number}", **item} for number, item in enumerate(items)]
        )
    ),
    max_leaves=8,
)
documents = st.dictionaries(st.sampled_from(["one", "two", "six", "ten"]), parts, min_size=1, max_size=4)


def load(text: str) -> Any:
    """What a text says, every value as text."""
    return yaml.load(text, Loader=yaml.CBaseLoader)


class Scribe:
    """Writes a document as people do: any style, with comments wherever they can stand."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments = 0

    def chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def note(self) -> str:
        if not self.chance(0.3):
            return ""
        self.comments += 1
        return f"  # c{self.comments}."

    def own_line(self, indent: int) -> list[str]:
        note = self.note().strip()
        return [" " * indent + note] if note else [""] if self.chance(0.1) else []

    def scalar(self, text: str, *, flow: bool) -> str:
        if (
            re.fullmatch(r"[a-z]{2,}( [a-z]+)*", text)
            and text not in ("no", "on", "null")
            and self.chance(0.7)
        ):
            return text
        if text.isprintable() and self.chance(0.5):
            return "'" + text.replace("'", "''") + "'"
        return quoted(text)

    def flow(self, value: Any) -> str:
        if isinstance(value, str):
            return self.scalar(value, flow=True)
        if isinstance(value, dict):
            inner = [f"{key}: {self.flow(part)}" for key, part in value.items()]
        else:
            inner = [self.flow(part) for part in value]
        sign = "{}" if isinstance(value, dict) else "[]"
        if inner and self.chance(0.2):
            lines = [f"            {words}," + self.note() for words in inner]
            return "\n".join([sign[0], *lines, "            " + sign[1]])
        return sign[0] + self.random.choice([",", ", "]).join(inner) + sign[1] if inner else sign

    def block(self, lead: str, value: Any, indent: int) -> list[str]:
        margin = " " * indent
        if isinstance(value, str) and "\n" in value and self.chance(0.6) and _can_be_block(value):
            sign = self.random.choice(["|", "|-", "|+", ">", ">-"])
            body = [margin + "  " + line if line else "" for line in value.split("\n")]
            return [f"{margin}{lead} {sign}{self.note()}", *body]
        if isinstance(value, str) or not value or self.chance(0.2):
            return [f"{margin}{lead} {self.flow(value)}{self.note()}"]
        step = 2 if isinstance(value, dict) or lead == "-" else self.random.choice([0, 2])
        lines = self.members(value, indent + step)
        if lead == "-" and not lines[0].strip().startswith("#") and lines[0].strip():
            return [f"{margin}- {lines[0].lstrip()}", *lines[1:]]
        return [f"{margin}{lead}{self.note()}", *lines]

    def members(self, value: Any, indent: int) -> list[str]:
        pairs = [(f"{key}:", part) for key, part in value.items()] if isinstance(value, dict) else None
        lines: list[str] = []
        for lead, part in pairs or [("-", part) for part in value]:
            lines += self.own_line(indent)
            lines += self.block(lead, part, indent)
        return lines

    def document(self, value: dict[str, Any]) -> str:
        return "\n".join(self.members(value, 0)) + "\n"


def _can_be_block(text: str) -> bool:
    plain = text.replace("\n", "").isprintable() and "\t" not in text
    return plain and bool(text.split("\n", maxsplit=1)[0].strip()) and text[0] != " "


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path of a loaded document, as keys and numbers."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, part in members:
        yield (*path, name)
        yield from paths(part, (*path, name))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at such a path."""
    for part in path:
        value = value[part]
    return value


def spelled(value: Any, path: tuple[str | int, ...]) -> str:
    """The path of ids for a path of keys and numbers."""
    names = []
    for part in path:
        value = value[part]
        id = value.get("id") if isinstance(part, int) and isinstance(value, dict) else None
        names.append(id or str(part))
    return "/".join(names)


def comments(text: str) -> list[str]:
    """The scribe's comments that are in a text."""
    return sorted(re.findall(r"# c[0-9]+\.", text))


@st.composite
def written_documents(draw: st.DrawFn) -> tuple[str, Any]:
    """A text in some style, and what it says."""
    scribe = Scribe(draw(st.randoms(use_true_random=False)))
    text = scribe.document(draw(documents))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return text, load(text)


@EXAMPLES
@given(written_documents(), st.data())
def test_setting_a_value_changes_that_value_alone(document: tuple[str, Any], data: st.DataObject) -> None:
    """Setting a value changes that value alone and keeps every comment beside it."""
    text, content = document
    path = data.draw(st.sampled_from(list(paths(content))))
    value = data.draw(leaves | st.booleans() | st.integers(-5, 500) | st.lists(leaves, max_size=3))
    expected = copy.deepcopy(content)
    at(expected, path[:-1])[path[-1]] = _as_text(value)
    if path[-1] == "id" and not isinstance(value, str):
        return
    edited = set_value(text, spelled(content, path), value)
    assert load(edited) == expected
    if isinstance(at(content, path), str) and not isinstance(value, list):
        assert comments(edited) == comments(text)


@EXAMPLES
@given(written_documents(), st.data())
def test_adding_a_key_keeps_everything_else(document: tuple[str, Any], data: st.DataObject) -> None:
    """Adding a key keeps everything else and every comment."""
    text, content = document
    maps = [()] + [path for path in paths(content) if isinstance(at(content, path), dict)]
    path = data.draw(st.sampled_from(maps))
    value = data.draw(leaves | st.lists(leaves, max_size=3) | st.integers(0, 9))
    expected = copy.deepcopy(content)
    at(expected, path)["new"] = _as_text(value)
    where = "/".join(filter(None, [spelled(content, path), "new"]))
    edited = set_value(text, where, value)
    assert load(edited) == expected
    assert comments(edited) == comments(text)


@EXAMPLES
@given(written_documents(), st.data())
def test_removing_takes_away_that_part_alone(document: tuple[str, Any], data: st.DataObject) -> None:
    """Removing takes away that part alone, and no comment outside it."""
    text, content = document
    path = data.draw(st.sampled_from(list(paths(content))))
    expected = copy.deepcopy(content)
    del at(expected, path[:-1])[path[-1]]
    edited = remove_item(text, spelled(content, path))
    assert load(edited) == expected
    assert set(comments(edited)) <= set(comments(text))


@EXAMPLES
@given(written_documents(), st.data())
def test_an_inserted_item_stands_where_asked(document: tuple[str, Any], data: st.DataObject) -> None:
    """An inserted item stands where asked, and every comment stays."""
    text, content = document
    lists = [path for path in paths(content) if isinstance(at(content, path), list)]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    count = len(at(content, path))
    index = data.draw(st.none() | st.integers(0, count))
    value = data.draw(leaves | st.fixed_dictionaries({"id": st.just("n9"), "says": leaves}))
    expected = copy.deepcopy(content)
    at(expected, path).insert(count if index is None else index, value)
    edited = insert_item(text, spelled(content, path), value, index=index)
    assert load(edited) == expected
    assert comments(edited) == comments(text)


@EXAMPLES
@given(written_documents(), st.data())
def test_a_moved_item_stands_where_asked(document: tuple[str, Any], data: st.DataObject) -> None:
    """A moved item stands where asked, and every comment stays."""
    text, content = document
    items = [path for path in paths(content) if path and isinstance(path[-1], int)]
    if not items:
        return
    path = data.draw(st.sampled_from(items))
    expected = copy.deepcopy(content)
    held = at(expected, path[:-1])
    to = data.draw(st.integers(0, len(held) - 1))
    held.insert(to, held.pop(path[-1]))
    edited = move_item(text, spelled(content, path), to)
    assert load(edited) == expected
    assert comments(edited) == comments(text)


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def changed_lines(edited: str) -> tuple[list[str], list[str]]:
    """The lines of SMALL that an edit took away, and those it put in."""
    before, after = SMALL.splitlines(), edited.splitlines()
    return [line for line in before if line not in after], [line for line in after if line not in before]


def test_a_changed_weight_changes_one_line_and_keeps_its_comment() -> None:
    """A changed weight changes one line and keeps its comment."""
    edited = set_value(SMALL, "criteria/framing/weight", 2)
    assert changed_lines(edited) == (
        ["    weight: 3   # agreed in May"],
        ["    weight: 2   # agreed in May"],
    )


def test_a_new_key_stands_where_the_format_has_it() -> None:
    """A new key stands where the format has it, and a level among the levels."""
    lines = set_value(SMALL, "criteria/framing/target", 4).splitlines()
    assert lines[lines.index("    target: 4") - 1] == "    why_weight: Most failures began here."
    levels = set_value(SMALL, "criteria/framing/anchors/2/summary", "Asks about data.")
    assert list(read(levels).criterion("framing").anchor(2).signals) == []
    assert levels.index("      1:\n") < levels.index("      2:\n") < levels.index("      3:\n")


def test_missing_parts_above_a_value_are_made() -> None:
    """Missing mappings above a value are made with it."""
    card = read(set_value(SMALL, "criteria/explaining/anchors/4/summary", "no"))
    assert card.criterion("explaining").anchor(4).summary == "no"


def test_texts_get_the_quotes_they_need() -> None:
    """A text that YAML would take for something else is quoted, a plain one is not."""
    assert 'title: "no"   # shown on top' in set_value(SMALL, "title", "no")
    assert "title: Senior engineer, ranking   # shown" in set_value(
        SMALL, "title", "Senior engineer, ranking"
    )
    assert 'does: "a, b"}' in set_value(SMALL, "job/tasks/own-ranking/does", "a, b")


def test_the_same_list_with_one_text_changed_changes_one_line() -> None:
    """A list set again with one text changed changes that line alone."""
    edited = set_value(
        SMALL, "criteria/framing/anchors/1/signals", ["Names a model first.", "Asks for data."]
    )
    assert changed_lines(edited) == (["          - Asks nothing."], ["          - Asks for data."])


def test_an_edit_of_what_an_alias_shares_is_refused() -> None:
    """An edit of what an alias shares is refused, because it would change two places."""
    text = "one: &text shared\ntwo: *text\nsix: &map {a: b}\nten: *map\n"
    for path in ("one", "two", "six/a", "ten/a"):
        with pytest.raises(Uneditable, match="shared by an alias"):
            set_value(text, path, "x")
    assert load(set_value(text, "new", "x"))["new"] == "x"


def test_an_edit_that_cannot_be_exact_is_refused() -> None:
    """An edit in a layout that cannot be cut exactly is refused, and so is one in a broken text."""
    with pytest.raises(Uneditable, match="layout that only the YAML view"):
        set_value("a: |\n  ends without a line break", "b", "x")
    with pytest.raises(Uneditable, match="line 2, column 1"):
        set_value("a: [b\n", "a", "x")
    with pytest.raises(Uneditable, match="is not a list"):
        insert_item("a: {b: c}\n", "a", "x")
    with pytest.raises(Uneditable, match="is not an item"):
        move_item("a: {b: c}\n", "a/b", 0)
    with pytest.raises(Uneditable, match="there is nothing at"):
        set_value("a: [b]\n", "a/x", "y")


def test_a_block_text_that_keeps_its_line_breaks_stays_whole_with_windows_line_ends() -> None:
    """What comes after a block text that keeps its line breaks does not cut a Windows line end in two."""
    text = "one:\r\n  - a: |+\r\n      b\r\n\r\ntwo: c\r\n"
    edited = insert_item(text, "one", "d")
    assert load(edited) == {"one": [{"a": "b\n\n"}, "d"], "two": "c"}
    assert "\r\r" not in edited
    assert load(set_value(text, "one/0/x", "d"))["one"] == [{"a": "b\n\n", "x": "d"}]


def test_removing_what_is_not_there_changes_nothing() -> None:
    """Removing what is not there changes nothing."""
    assert remove_item(SMALL, "criteria/framing/target") == SMALL
    assert set_value(SMALL, "criteria/nobody", None) == SMALL


def test_the_last_item_leaves_an_empty_list() -> None:
    """The last item that goes leaves an empty list, and the next one fills it again."""
    empty = remove_item(SMALL, "suppress/0")
    assert "\nsuppress: []\n" in empty
    again = insert_item(empty, "suppress", {"rule": "single-rater", "where": "criteria/framing"})
    assert read(again).suppress[0].rule == "single-rater"


@pytest.mark.parametrize("name", library.names())
def test_a_packaged_scorecard_can_be_edited_everywhere(name: str) -> None:
    """Every criterion of a packaged scorecard, once it is written out, can be moved, reworded and removed."""
    text = written_out(library.text(name))
    for criterion in read(text).criteria:
        path = f"criteria/{criterion.id}"
        edited = set_value(text, f"{path}/anchors/3/summary", "Says: no # never")
        assert read(edited).criterion(criterion.id).anchor(3).summary == "Says: no # never"
        assert read(move_item(text, path, 0)).criteria[0] == criterion
        assert f"- id: {criterion.id}\n" not in remove_item(text, path)


def test_edits_leave_the_tree_of_the_text_before_as_it_was() -> None:
    """Trees are remembered and shared, so an edit, of whatever kind, gives a new one and changes none."""
    text = library.text("starter")
    before, fresh = tree(text), tree.__wrapped__(text)
    assert tree(text) is before
    path = f"criteria/{library.load('starter').criteria[0].id}"
    for edited in (
        set_value(text, f"{path}/weight", 7),
        remove_item(text, path),
        move_item(text, path, 2),
        insert_item(text, "job/outcomes", "Another one"),
    ):
        assert edited != text
        assert open_node(tree(edited)) != open_node(before)
    assert open_node(before) == open_node(fresh)


def open_node(node: Node) -> tuple[object, ...]:
    """All that a node says, as something to compare."""
    entries = [(open_node(key), open_node(value)) for key, value in node.entries]
    facts = (node.kind, node.line, node.column, node.start, node.end, node.text, node.style, node.size)
    return (*facts, node.shared, entries, [open_node(item) for item in node.items])


def test_an_edit_and_its_reader_parse_the_new_text_once() -> None:
    """Setting a value, checking it and reading what came out share one tree of the new text."""
    text = library.text("starter").replace("Python", "A language of this test")
    read(text)
    parsed = tree.cache_info().misses
    edited = set_value(text, "job/summary", "A job that only this test has.")
    read(edited)
    read(edited)
    assert tree.cache_info().misses == parsed + 1

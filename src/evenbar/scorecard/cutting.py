"""The cuts behind an edit: a text, a spot in it, and the text with that spot replaced, removed, added or moved.

Block style is cut in whole lines, flow style between commas. These functions aim at leaving the rest alone;
whether the outcome says what it should is checked by ``editing``.
"""

from evenbar.scorecard.layout import Plain, entry, in_brackets, in_line, key_text
from evenbar.scorecard.scalars import literal
from evenbar.scorecard.spots import (
    Spot,
    begins_line,
    colon,
    comma,
    comment,
    dash,
    line_start,
    next_line,
    tail,
)


def replace(text: str, spot: Spot, value: Plain) -> str:
    """Another value in the place of a node."""
    node = spot.node
    if spot.in_flow or spot.parent is None or (node.style not in ("block", "|", ">") and _fits(value)):
        words = in_line(value, flow=spot.in_flow)
        gap = "" if text[node.start - 1 : node.start] in ("", " ", "\n", "[", "{") else " "
        return text[: node.start] + gap + words + text[node.end :]
    start = spot.start if spot.key else dash(text, spot)
    prefix = text[spot.start : colon(text, spot.key)] if spot.key else "-"
    lines = _lines(prefix, value, _margin(spot))
    if note := comment(text, spot):
        lines[0] += "  " + note
    return text[:start] + _joined(text, lines).lstrip() + text[tail(text, node) :]


def add_key(text: str, spot: Spot, key: str, value: Plain, *, order: tuple[str, ...]) -> str:
    """One more key in a mapping, after those that the order puts before it."""
    node = spot.node
    if not node.entries:
        return replace(text, spot, {key: value})
    names = [name.text for name, _ in node.entries]
    earlier = order[: order.index(key)] if key in order else names
    before = max((index for index, name in enumerate(names) if name in earlier), default=None)
    if node.style == "flow":
        words = in_line({key: value}, flow=True)[1:-1]
        if before is None:
            return _put(text, node.entries[0][0].start, words + ", ")
        return _put(text, node.entries[before][1].end, ", " + words)
    first = node.entries[0][0]
    margin = first.column - 1
    words = _joined(text, _lines(key_text(key) + ":", value, margin))
    if before is None:
        return _put(text, first.start, words.lstrip() + _break(text) + " " * margin)
    return _put(text, tail(text, node.entries[before][1]), _break(text) + words)


def insert(text: str, spot: Spot, value: Plain, at: int) -> str:
    """One more item in a list, before the item that has that number now."""
    node = spot.node
    if not node.items:
        return replace(text, spot, [value])
    if node.style == "flow":
        words = in_line(value, flow=True)
        if at < len(node.items):
            return _put(text, spot.child(at).start, words + ", ")
        return _put(text, node.items[-1].end, ", " + words)
    margin = node.column - 1
    words = _joined(text, _lines("-", value, margin))
    if at == 0:
        return _put(text, node.start, words.lstrip() + _break(text) + " " * margin)
    return _put(text, tail(text, node.items[at - 1]), _break(text) + words)


def remove(text: str, spot: Spot) -> str:
    """A list or mapping without one of its members."""
    siblings = spot.parent.children() if spot.parent else []
    if spot.holder.style == "flow":
        return _remove_in_flow(text, spot, siblings)
    if len(siblings) == 1:
        return _emptied(text, spot)
    starts = [sibling.start if sibling.key else dash(text, sibling) for sibling in siblings]
    start, end = starts[spot.index], tail(text, spot.node)
    if begins_line(text, start):
        return text[: line_start(text, start)] + text[next_line(text, end) :]
    following = starts[spot.index + 1]
    if "#" in text[end:following]:
        return text[:start].rstrip(" ") + text[end:]
    return text[:start] + text[following:]


def reorder(text: str, spot: Spot, order: list[int]) -> str:
    """A list with its items in another order. Comments above an item go along where it has lines of its own."""
    spans = _spans(text, spot)
    pieces = [text[start:end] for start, end in spans]
    if pieces[0].endswith("\n") and not pieces[-1].endswith("\n"):
        pieces[-1] += _break(text)
    out, done = [], 0
    for (start, end), index in zip(spans, order, strict=True):
        out += [text[done:start], pieces[index]]
        done = end
    return "".join(out) + text[done:]


def _spans(text: str, spot: Spot) -> list[tuple[int, int]]:
    """The stretches of a text that can change places when items do."""
    items = spot.children()
    if spot.node.style == "flow":
        return [(item.start, item.node.end) for item in items]
    first = dash(text, items[0])
    if not begins_line(text, first):
        return [(dash(text, item), tail(text, item.node)) for item in items]
    ends = [next_line(text, tail(text, item.node)) for item in items]
    return list(zip([line_start(text, first), *ends[:-1]], ends, strict=True))


def _remove_in_flow(text: str, spot: Spot, siblings: list[Spot]) -> str:
    start, end = spot.start, spot.node.end
    if after := comma(text, end):
        return text[:start] + text[end : after[0]] + text[after[1] :]
    if spot.index:
        before = comma(text, siblings[spot.index - 1].node.end)
        if before:
            return text[: before[0]] + text[before[1] : start].rstrip(" ") + text[end:]
    return text[:start] + text[end:]


def _emptied(text: str, spot: Spot) -> str:
    """The last member goes: the list or mapping is empty, and says so on the line of its key."""
    held = spot.parent
    if held is None:
        raise LookupError("nothing holds the root")
    sign = "[]" if held.node.kind == "list" else "{}"
    end = tail(text, held.node)
    if held.key is None:
        return text[: held.node.start] + sign + text[end:]
    at = colon(text, held.key)
    return (
        text[:at] + " " + sign + text[at : line_start(text, held.node.start)] + text[next_line(text, end) :]
    )


def _fits(value: Plain) -> bool:
    """Whether a value goes on the line where the old one stands."""
    if isinstance(value, str):
        return literal(value, 0) is None
    return in_brackets(value) if isinstance(value, list) else not isinstance(value, dict) or not value


def _margin(spot: Spot) -> int:
    if spot.key:
        return spot.key.column - 1
    return spot.holder.column - 1


def _lines(prefix: str, value: Plain, indent: int) -> list[str]:
    return "\n".join(entry(prefix, value, indent)).split("\n")


def _joined(text: str, lines: list[str]) -> str:
    return _break(text).join(lines)


def _break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _put(text: str, at: int, words: str) -> str:
    return text[:at] + words + text[at:]

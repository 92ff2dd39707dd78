"""Writing included criteria out in a text: the library's words take the place of the include, for a team that
wants to change them.

The weight, the bar and the team's own questions stay as they are written, with their comments, and the
scorecard says what it said before.
"""

from typing import Any

from evenbar.scorecard import bank, cutting
from evenbar.scorecard.editing import Uneditable, accepted, body, content, content_of, parsed, writable
from evenbar.scorecard.including import reference
from evenbar.scorecard.layout import Plain
from evenbar.scorecard.paths import ident
from evenbar.scorecard.spots import Spot, spot_at
from evenbar.scorecard.table import order_at
from evenbar.scorecard.writing import plain_criterion


def written_out(text: str, id: str | None = None) -> str:
    """The text with an included criterion written out, or with all of them where no id is given."""
    text, bom = body(text)
    root = parsed(text)
    expected = content(root)
    criteria = spot_at(root, "criteria")
    for spot in reversed(criteria.children() if criteria else []):
        if spot.node.get("include") is None or id not in (None, ident(spot.node)):
            continue
        found = reference(spot.node)
        if found is None:
            raise Uneditable(f'criterion "{ident(spot.node)}" is not in the library; mend its include first.')
        words = plain_criterion(bank.entry(found).criterion)
        whole = _merged(expected["criteria"][spot.index], content_of(words))
        expected["criteria"][spot.index] = whole
        text = _cut(text, writable(spot), words, whole)
    return bom + accepted(text, expected, "criteria")


def _merged(own: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """What a criterion says once it is written out."""
    known = {question["id"]: question for question in words.get("questions", [])}
    merged = words | {key: value for key, value in own.items() if key != "include"}
    if "questions" in own:
        merged["questions"] = [_whole(question, known) for question in own["questions"]]
    return merged


def _whole(question: Any, known: dict[str, Any]) -> Any:
    by_id = isinstance(question, dict) and list(question) == ["id"]
    return known.get(question["id"], question) if by_id else question


def _cut(text: str, spot: Spot, words: dict[str, Any], whole: dict[str, Any]) -> str:
    """The text with one criterion written out. From the end, so that earlier places stay where they are."""
    node = spot.node
    if node.style == "flow":
        return cutting.replace(
            text, spot, {key: _plain(whole[key]) for key in order_at("criteria/0") if key in whole}
        )
    names = [key.text for key, _ in node.entries]
    order = order_at("criteria/0")
    missing = [key for key in order if key in words and key not in names and key != "id"]
    for index in range(len(names) - 1, -1, -1):
        for key in reversed([key for key in missing if _before(names, order, key) == index]):
            text = cutting.add_key(text, spot, key, words[key], order=order)
        if names[index] == "questions":
            text = _with_questions(text, spot.child(index), words)
        if names[index] == "include":
            start, end = node.entries[index][0].start, node.entries[index][1].end
            text = f"{text[:start]}id: {words['id']}{text[end:]}"
    return text


def _before(names: list[str], order: tuple[str, ...], key: str) -> int:
    """After which entry a key is put, as ``cutting.add_key`` does it."""
    return max(index for index, name in enumerate(names) if name in order[: order.index(key)])


def _with_questions(text: str, spot: Spot, words: dict[str, Any]) -> str:
    known = {question["id"]: question for question in words.get("questions", [])}
    for child in reversed(spot.children()):
        if [key.text for key, _ in child.node.entries] == ["id"] and ident(child.node) in known:
            text = cutting.replace(text, child, known[ident(child.node)])
    return text


def _plain(said: Any) -> Plain:
    """Plain values that say what a content says."""
    match said:
        case ("number", float(number)):
            return number
        case dict():
            return {key: _plain(part) for key, part in said.items()}
        case list():
            return [_plain(part) for part in said]
        case _:
            value: Plain = "" if said is None else said
            return value

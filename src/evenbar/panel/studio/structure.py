"""Adding, removing and moving parts of a scorecard's text, and saying what was done in a sentence.

Pure. An order is a short line that a button sends: ``down criteria/framing``, ``to stages/design 0``,
``remove criteria/framing/questions/first-week``, ``add-question criteria/framing``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from evenbar.panel.studio.edits import ordered
from evenbar.panel.studio.opened import Opened, opened
from evenbar.panel.studio.typed import element_id
from evenbar.scorecard import library
from evenbar.scorecard.criterion import FAMILIES
from evenbar.scorecard.editing import Uneditable, insert_item, move_item, remove_item, set_value
from evenbar.scorecard.including import without_references
from evenbar.scorecard.paths import item_name, members
from evenbar.scorecard.scalars import MOST_ID
from evenbar.scorecard.source import Node
from evenbar.scorecard.writing import write

NOUNS = {
    "criteria": "criterion",
    "questions": "question",
    "stages": "stage",
    "look_alikes": "look-alike",
    "tasks": "task",
}


@dataclass(frozen=True, slots=True)
class Done:
    """A text after an order, what to say of it, and the part of the editor to show next (empty: the same)."""

    text: str
    say: str = ""
    part: str = ""
    focus: str = ""  # the id of the element to go on with
    undo: bool = False  # whether the page offers to take it back


def carry_out(text: str, order: str, given: Mapping[str, str]) -> Done:
    """Carry out an order; `given` holds what was typed beside an add button. Uneditable says why it cannot be."""
    verb, *rest = order.split()
    match verb, rest:
        case "up" | "down", [path]:
            return _step(text, path, -1 if verb == "up" else 1)
        case "to", [path, number] if number.isdecimal():
            return _move(text, path, int(number))
        case "remove", [path]:
            return _remove(text, path)
        case "add-criterion", []:
            return _add_criterion(text, given)
        case "add-stage", []:
            return _add_stage(text, given.get("new-stage", ""))
        case "add-question", [path]:
            return _add(text, f"{path}/questions", {"id": _free_id("question", _question_ids(text))})
        case "add-look-alike", [path]:
            return _add(text, f"{path}/look_alikes", {"says": ""})
        case "add-task", []:
            return _add(text, "job/tasks", {"id": _free_id("task", _ids(text, "job/tasks"))})
    raise Uneditable(f"The order {order!r} is not known.")


def _siblings(document: Opened, path: str) -> list[str]:
    """The paths of the items of the list that a path's item is in."""
    above = path.rpartition("/")[0]
    return [f"{above}/{item_name(item, index)}" for index, item in enumerate(members(document.node(above)))]


def _step(text: str, path: str, step: int) -> Done:
    """Move an item past its neighbour; criteria past the neighbour of their family, as they are shown."""
    document = opened(text)
    paths = _siblings(document, path)
    if path not in paths:
        raise Uneditable("That part is not there any more.")
    beside = [each for each in paths if _group(document, each) == _group(document, path)]
    place = beside.index(path) + step
    if not 0 <= place < len(beside):
        return Done(text, f"{_called(document, path)} is at the {'top' if step < 0 else 'end'} already.")
    return _move(text, path, paths.index(beside[place]))


def _move(text: str, path: str, to: int) -> Done:
    document = opened(text)
    paths = _siblings(document, path)
    if path not in paths:
        raise Uneditable("That part is not there any more.")
    moved = move_item(text, path, to)
    beside = [
        each for each in _siblings(opened(moved), path) if _group(document, each) == _group(document, path)
    ]
    place = beside.index(path) + 1 if path in beside else to + 1
    return Done(moved, f"{_called(document, path)} is now number {place} of {len(beside)}.")


def _group(document: Opened, path: str) -> str:
    family = (
        document.node(f"{path}/family") if path.startswith("criteria/") and path.count("/") == 1 else None
    )
    return "" if family is None else family.text


def _called(document: Opened, path: str) -> str:
    for key in ("name", "ask", "does", "says"):
        node = document.node(f"{path}/{key}")
        if node is not None and node.text.strip():
            return node.text if len(node.text) <= 60 else f"{node.text[:59]}…"
    return path.rpartition("/")[2]


def _remove(text: str, path: str) -> Done:
    document = opened(text)
    noun = NOUNS.get(path.split("/")[-2] if "/" in path else "")
    if noun is None or document.node(path) is None:
        raise Uneditable("That part is not there any more.")
    words = f"{_called(document, path)}: removed."
    if noun == "criterion":
        return Done(_without_criterion(text, path), words, "job", undo=True)
    text = remove_item(text, path)
    if noun == "question":
        text = _reordered(text)
    if noun == "task":
        text = _without_task(text, path.rpartition("/")[2])
    return Done(text, words, focus=f"add-{noun}", undo=True)


def _without_criterion(text: str, path: str) -> str:
    """Take a criterion out together with what points at it: stages, their questions, accepted findings."""
    id = path.rpartition("/")[2]
    document = opened(text)
    for stage in _ids(text, "stages"):
        rated = [item.text for item in members(document.node(f"stages/{stage}/criteria"))]
        if id in rated:
            text = set_value(text, f"stages/{stage}/criteria", [each for each in rated if each != id])
    for index, accepted in reversed(list(enumerate(members(document.node("suppress"))))):
        where = accepted.get("where")
        if where is not None and f"{where.text}/".startswith(f"{path}/"):
            text = remove_item(text, f"suppress/{index}")
    return _reordered(remove_item(text, path))


def _without_task(text: str, id: str) -> str:
    document = opened(text)
    for criterion in _ids(text, "criteria"):
        path = f"criteria/{criterion}/tasks"
        tasks = [item.text for item in members(document.node(path))]
        if id in tasks:
            text = set_value(text, path, [each for each in tasks if each != id])
    return text


def _reordered(text: str) -> str:
    for stage in _ids(text, "stages"):
        text = ordered(text, stage)
    return text


def _add_criterion(text: str, given: Mapping[str, str]) -> Done:
    """Add a criterion of one's own by its name, or one of a packaged scorecard with all that it holds."""
    taken = _ids(text, "criteria")
    if chosen := given.get("new-from", ""):
        value = packaged_criterion(*chosen.split("/", 1)) if "/" in chosen else None
        if value is None:
            raise Uneditable("There is no such packaged criterion.")
        value["id"] = _free_id(value["id"], taken)
        taken_questions = _question_ids(text)
        for question in value.get("questions", ()):
            question["id"] = _free_id(question["id"], taken_questions)
            taken_questions.append(question["id"])
    else:
        name = given.get("new-name", "").strip()
        if not name:
            raise Uneditable("A new criterion needs a name.")
        family = given.get("new-family", "")
        value = {
            "id": _free_id(name, taken),
            "name": name,
            "family": family if family in FAMILIES else next(iter(FAMILIES)),
        }
    return _add(text, "criteria", value, part=f"criteria/{value['id']}")


def _add_stage(text: str, name: str) -> Done:
    name = name.strip()
    if not name:
        raise Uneditable("A new stage needs a name.")
    return _add(text, "stages", {"id": _free_id(name, _ids(text, "stages")), "name": name})


def _add(text: str, path: str, value: dict[str, Any], part: str = "") -> Done:
    noun = NOUNS[path.rpartition("/")[2]]
    name = value.get("name")
    key = {
        "criterion": "definition",
        "stage": "minutes",
        "question": "ask",
        "look-alike": "says",
        "task": "does",
    }[noun]
    item = value.get("id") or len(members(opened(text).node(path)))
    say = f"{name}: added." if name else f"A {noun} was added."
    return Done(insert_item(text, path, value), say, part, element_id(f"{path}/{item}/{key}"))


def _ids(text: str, path: str) -> list[str]:
    return [item_name(item, index) for index, item in enumerate(members(opened(text).node(path)))]


def _question_ids(text: str) -> list[str]:
    document = opened(text)
    found: list[Node] = [
        question
        for criterion in members(document.node("criteria"))
        for question in members(criterion.get("questions"))
    ]
    return [id.text for question in found if (id := question.get("id")) is not None]


def _free_id(wish: str, taken: list[str]) -> str:
    """An id made from a name that nothing else has."""
    stem = re.sub(r"[^a-z0-9]+", "-", wish.lower()).strip("-")[: MOST_ID - 5].strip("-") or "new"
    if stem not in taken and not stem.isdecimal():
        return stem
    return next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)


@cache
def packaged_criteria() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The criteria that a packaged scorecard has in words of its own: its title, and keys for add-criterion with names.

    Those that it includes come from the library, by reference.
    """
    cards = [(name, library.load(name)) for name in library.names()]
    return tuple(
        (card.title, tuple((f"{name}/{each.id}", each.name) for each in own))
        for name, card in cards
        if (own := [each for each in card.criteria if each.include is None])
    )


def packaged_criterion(scorecard: str, id: str) -> dict[str, Any] | None:
    """A packaged criterion as plain values, without tasks, which belong to another job."""
    if scorecard not in library.names():
        return None
    # The canonical text quotes every word that a plain YAML reader would take for something else.
    content = yaml.safe_load(write(without_references(library.load(scorecard))))
    found = next((each for each in content["criteria"] if each["id"] == id), None)
    return None if found is None else {key: value for key, value in found.items() if key != "tasks"}

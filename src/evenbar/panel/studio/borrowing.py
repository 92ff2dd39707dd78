"""Taking from the library into a draft's text: a criterion by reference, one question, a newer version, its words.

Pure. An order is a short line like those of ``structure``: ``include framing@1`` with the ticked questions,
``ask two-curves`` with the criterion that gets it, ``write-out criteria/framing``, ``take-newer criteria/framing
framing@2``. Uneditable says why one cannot be carried out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from evenbar.panel.studio.edits import ordered
from evenbar.panel.studio.opened import Opened, opened
from evenbar.panel.studio.structure import Done
from evenbar.panel.studio.typed import element_id
from evenbar.scorecard import bank, library
from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.editing import Uneditable, insert_item, parsed, set_value
from evenbar.scorecard.including import reference
from evenbar.scorecard.paths import find, ident, members
from evenbar.scorecard.question import Question
from evenbar.scorecard.source import Node
from evenbar.scorecard.writing import plain_criterion
from evenbar.scorecard.writing_out import written_out

VERBS = ("include", "ask", "write-out", "take-newer")
TICK = "tick-"  # before the id of each question that is to come along
GONE = "That criterion is not there any more."
# One question about the past, one about a case, one at an artefact: different sources of evidence.
_SORTS = (("past-behaviour",), ("situational", "design"), ("code-review", "work-sample", "defence"))


def is_order(order: str) -> bool:
    """Whether an order takes something from the library."""
    return order.split(" ", 1)[0] in VERBS


def borrow(text: str, order: str, given: Mapping[str, str]) -> Done:
    """Carry out an order; `given` holds the ticks, and the criterion that a question is for."""
    match order.split():
        case "include", named:
            done = _include(text, named, [key.removeprefix(TICK) for key in given if key.startswith(TICK)])
        case "ask", id:
            done = _ask(text, id, given.get("to", ""))
        case "write-out", path:
            done = _write_out(text, path)
        case "take-newer", path, named:
            done = _take_newer(text, path, named)
        case _:
            raise Uneditable(f"The order {order!r} is not known.")
    return _without_new_problems(text, done)


def preselected(words: Criterion) -> tuple[str, ...]:
    """The questions that are ticked at first: the first of each sort."""
    firsts = (next((each.id for each in words.questions if each.kind in sort), "") for sort in _SORTS)
    chosen = {id for id in firsts if id}
    return tuple(each.id for each in words.questions if each.id in chosen)


def minutes(words: Criterion, chosen: tuple[str, ...]) -> int:
    """How long some questions of a criterion take."""
    return sum(each.minutes or 0 for each in words.questions if each.id in chosen)


def questions_of(document: Opened) -> dict[str, str]:
    """The id of every question of a text, with the path of the criterion that asks it."""
    return {
        ident(question): f"criteria/{ident(criterion)}"
        for criterion in members(document.node("criteria"))
        for question in members(criterion.get("questions"))
        if ident(question)
    }


def called(document: Opened, path: str) -> str:
    """The name of a criterion of a text, its id where it has none."""
    name = document.node(f"{path}/name")
    return name.text if name is not None and name.text.strip() else path.rpartition("/")[2]


def _include(text: str, named: str, ticked: list[str]) -> Done:
    entry = _entry(named)
    words, document = entry.criterion, opened(text)
    path = f"criteria/{words.id}"
    if document.node(path) is not None:
        raise Uneditable(f'The draft has a criterion "{words.id}" already: {called(document, path)}.')
    chosen = tuple(each.id for each in words.questions if each.id in ticked)
    if not chosen:
        raise Uneditable("Tick at least one question to ask.")
    for id, where in questions_of(document).items():
        if id in chosen:
            raise Uneditable(
                f'The draft asks "{id}" already, in {called(document, where)}. Leave it out here.'
            )
    value: dict[str, Any] = {"include": named}
    if len(chosen) < len(words.questions):
        value["questions"] = [{"id": id} for id in chosen]
    many = "1 question" if len(chosen) == 1 else f"{len(chosen)} questions"
    say = (
        f"{words.name}: added from the library at version {entry.version}, with {many} of "
        f"{minutes(words, chosen)} minutes. No stage rates it yet."
    )
    return Done(insert_item(text, "criteria", value), say, path, element_id(f"{path}/weight"), undo=True)


def _entry(named: str) -> Any:
    try:
        return bank.entry(named)
    except KeyError:
        raise Uneditable(f"The library has no {named}.") from None


def _ask(text: str, id: str, path: str) -> Done:
    asked = next((each for each in library.questions() if each.question.id == id), None)
    document = opened(text)
    criterion = document.node(path) if path.startswith("criteria/") else None
    if asked is None:
        raise Uneditable(f'The library has no question "{id}".')
    if criterion is None or path.count("/") != 1:
        raise Uneditable(GONE)
    if where := questions_of(document).get(id):
        raise Uneditable(f'The draft asks "{id}" already, in {called(document, where)}.')
    included = reference(criterion)
    by_id = included is not None and id in {each.id for each in bank.entry(included).criterion.questions}
    value: dict[str, Any] = {"id": id} if by_id else plain_question(asked.criterion, id)
    say = f"A question of {asked.minutes} minutes was added to {called(document, path)}."
    added = insert_item(text, f"{path}/questions", value)
    return Done(added, say, path, f"summary-{id}", undo=True)


def plain_question(words: Criterion, id: str) -> dict[str, Any]:
    """A question of a criterion as the values that a text writes."""
    questions: list[dict[str, Any]] = plain_criterion(words)["questions"]
    return next(each for each in questions if each["id"] == id)


def _write_out(text: str, path: str) -> Done:
    document = opened(text)
    criterion = document.node(path)
    if criterion is None:
        raise Uneditable(GONE)
    if criterion.get("include") is None:
        raise Uneditable(f"{called(document, path)} is in words of your own already.")
    say = f"{called(document, path)}: written out. Its words are yours to change; no newer version reaches them."
    return Done(written_out(text, path.rpartition("/")[2]), say, path, element_id(f"{path}/name"), undo=True)


def _take_newer(text: str, path: str, named: str) -> Done:
    entry, document = _entry(named), opened(text)
    criterion = document.node(path)
    now = reference(criterion) if criterion is not None else None
    if now is None or bank.split(now)[0] != entry.criterion.id or bank.split(now)[1] >= entry.version:
        raise Uneditable("This criterion has changed since you opened the page.")
    say = f"{entry.criterion.name}: now at version {entry.version} of the library."
    return Done(newer(text, path, named), say, path, element_id(f"{path}/name"), undo=True)


def newer(text: str, path: str, named: str) -> str:
    """The text with an included criterion at another version. Questions that this one has no more stay, in full."""
    words = bank.entry(named).criterion
    criterion = find(parsed(text), path)
    if criterion is None or (held := reference(criterion)) is None:
        raise Uneditable(GONE)
    known, then = {each.id for each in words.questions}, bank.entry(held).criterion
    if clash := next((id for id in _own(criterion, then.questions) if id in known), ""):
        raise Uneditable(
            f'Your question "{clash}" has the id of a question of {named}. Give yours another id first.'
        )
    for id in [ident(each) for each in members(criterion.get("questions")) if _is_by_id(each)]:
        if id not in known:
            text = set_value(text, f"{path}/questions/{id}", plain_question(then, id))
    text = set_value(text, f"{path}/include", named)
    for stage in members(find(parsed(text), "stages")):
        text = ordered(text, ident(stage)) if ident(stage) else text
    return text


def _own(criterion: Node, theirs: tuple[Question, ...]) -> Iterator[str]:
    known = {each.id for each in theirs}
    yield from (ident(each) for each in members(criterion.get("questions")) if ident(each) not in known)


def _is_by_id(question: Node) -> bool:
    return [key.text for key, _ in question.entries] == ["id"]


def _without_new_problems(text: str, done: Done) -> Done:
    """What is taken from a sound library must not break a text; where it would, it is refused with the reason."""
    before = {each.message for each in opened(text).problems}
    for problem in opened(done.text).problems:
        if problem.message not in before:
            raise Uneditable(f"It does not fit into this draft: {problem.message}")
    return done

"""Criteria by reference: an included criterion takes the library's words, the scorecard's weight and bar.

On the tree before reading, so that references and paths see whole criteria; on the values after it. What a
scorecard cannot include is told in a sentence at its place.
"""

from collections.abc import Iterator
from dataclasses import fields, replace

from evenbar.scorecard import bank
from evenbar.scorecard.criterion import Criterion, Included
from evenbar.scorecard.paths import find, ident, item_name, joined, members
from evenbar.scorecard.question import Question
from evenbar.scorecard.scalars import is_reference
from evenbar.scorecard.scorecard import Scorecard
from evenbar.scorecard.source import Node, shown
from evenbar.scorecard.suggesting import suggestion

ADAPTABLE = tuple(field.name for field in fields(Included) if field.name != "include")


def reference(criterion: Node) -> str | None:
    """What a criterion of a text includes, where the library has it."""
    include = criterion.get("include")
    known = include is not None and include.kind == "scalar" and _missing(include.text) is None
    return include.text if include is not None and known else None


def whole(criterion: Criterion | Included) -> Criterion:
    """The criterion with the library's words in it; the reader has checked that the library has them."""
    if isinstance(criterion, Criterion):
        return criterion
    words = bank.entry(criterion.include).criterion
    adapted = {key: getattr(criterion, key) for key in ADAPTABLE if key != "questions"}
    questions = words.questions
    if criterion.questions is not None:
        own = {question.id: question for question in words.questions}
        questions = tuple(own.get(question.id, question) for question in criterion.questions)
    return replace(words, include=criterion.include, questions=questions, **adapted)


def without_references(card: Scorecard) -> Scorecard:
    """The same scorecard with every criterion as if it had been written out."""
    return replace(card, criteria=tuple(replace(each, include=None) for each in card.criteria))


def by_id(question: Question) -> bool:
    """Whether a question says nothing but its id."""
    return question == Question(question.id)


def by_reference(criterion: Criterion) -> Included | None:
    """The shortest form of a criterion that came from the library, or None where its words were changed."""
    if criterion.include is None or _missing(criterion.include) is not None:
        return None
    words = bank.entry(criterion.include).criterion
    adapted = {key: getattr(criterion, key) for key in ADAPTABLE if key != "questions"}
    known = {question.id: question for question in words.questions}
    fresh = [question for question in criterion.questions if known.get(question.id) != question]
    if replace(words, **adapted, questions=criterion.questions, include=criterion.include) != criterion:
        return None
    if any(question.id in known or by_id(question) for question in fresh):
        return None
    asked = tuple(Question(each.id) if each.id in known else each for each in criterion.questions)
    return Included(
        criterion.include, questions=None if criterion.questions == words.questions else asked, **adapted
    )


def refusal(root: Node, path: str) -> str | None:
    """Why a place of an included criterion cannot be edited, or None where it can."""
    _, id, key, *rest = (*path.split("/"), "", "", "")
    criterion = find(root, f"criteria/{id}") if path.startswith("criteria/") and key else None
    include = criterion.get("include") if criterion is not None else None
    if criterion is None or include is None or key == "include":
        return None
    if key not in ADAPTABLE:
        return (
            f'criterion "{id}" is included from the library, whose words stay as they are; '
            "write the criterion out to change them."
        )
    if key == "questions" and len([part for part in rest if part]) > 1 and reference(criterion):
        known = {question.id for question in bank.entry(include.text).criterion.questions}
        question = find(root, f"criteria/{id}/questions/{rest[0]}")
        if rest[0] in known and (question is None or len(question.entries) == 1):
            return (
                f'question "{rest[0]}" is the library\'s, whose words stay as they are; '
                "write the criterion out to change them, or add a question of your own."
            )
    return None


def unlisted_questions(root: Node, path: str) -> list[str]:
    """The library's questions of the criterion at a path, where the text includes all of them unsaid."""
    criterion = find(root, path)
    found = reference(criterion) if criterion is not None else None
    if criterion is None or found is None or criterion.get("questions") is not None:
        return []
    return [question.id for question in bank.entry(found).criterion.questions]


def inclusion_problems(root: Node) -> Iterator[tuple[Node, str, str]]:
    """Each include that the library cannot answer, with its node, its path and a sentence."""
    for index, criterion in enumerate(members(root.get("criteria"))):
        include = criterion.get("include")
        if include is None or include.kind != "scalar" or not is_reference(include.text):
            continue
        path = f"criteria/{item_name(criterion, index)}"
        missing = _missing(include.text)
        if missing is not None:
            yield include, f"{path}/include", f'criterion "{ident(criterion)}": {missing}'
        else:
            yield from _questions(criterion, include.text, path)


def _missing(reference: str) -> str | None:
    """Why the library does not have a reference, or None where it has it."""
    if not is_reference(reference):
        return "that is no reference."
    id, version = bank.split(reference)
    known = bank.versions()
    if id not in known:
        return f"the library has no criterion {shown(id)}{suggestion(id, known)}"
    if version in known[id]:
        return None
    numbers = ", ".join(map(str, known[id]))
    noun = "version" if len(known[id]) == 1 else "versions"
    return f'the library has "{id}" in {noun} {numbers}, not {version}.'


def _questions(criterion: Node, reference: str, path: str) -> Iterator[tuple[Node, str, str]]:
    known = {question.id for question in bank.entry(reference).criterion.questions}
    for question in members(criterion.get("questions")):
        id, owner = question.get("id"), f'criterion "{ident(criterion)}"'
        if id is None or not ident(question):
            continue
        here = f"{path}/questions/{id.text}"
        if len(question.entries) == 1 and id.text not in known:
            near = suggestion(id.text, known)
            rest = ", and a question of your own needs its text." if near == "." else near
            yield id, here, f"{owner}: {shown(id.text)} is not a question of {reference}{rest}"
        elif len(question.entries) > 1 and id.text in known:
            words = f"{reference} has a question of this id; give the id alone to ask it, or another id to your own."
            yield id, here, f'{owner}, question "{id.text}": {words}'


def expanded(root: Node) -> Node:
    """The tree with the library's words in every included criterion, as far as the library has them.

    Ids of questions that come along point at the place of the include. A list that is none, or a root that is no
    mapping, stays what it is.
    """
    criteria = root.get("criteria")
    if criteria is None or not any(item.get("include") for item in criteria.items):
        return root
    grown, seen = [], set[str]()
    for item in criteria.items:
        id = ident(item)
        grown.append(item if id in seen else _grown(item))
        seen.add(id)
    listed = _copy(criteria, items=grown)
    entries = [(key, listed if value is criteria else value) for key, value in root.entries]
    return _copy(root, entries=entries)


def _grown(criterion: Node) -> Node:
    include, found = criterion.get("include"), reference(criterion)
    if found is None or include is None:
        return criterion
    words = bank.words(found)
    asked = {ident(question): question for question in members(words.get("questions"))}
    given = criterion.get("questions")
    if given is None:
        questions = [_moved(question, include) for question in asked.values()]
    else:
        questions = [_asked(question, asked) for question in given.items]
    # The tree of the questions stands where the text has it, else at the include.
    listed = _copy(given or include, kind="list", items=questions)
    own = [(key, value) for key, value in criterion.entries if key.text != "questions"]
    taken = {key.text for key, _ in own}
    theirs = [(key, value) for key, value in words.entries if key.text not in taken | {"questions"}]
    name = next(key for key, _ in words.entries)
    place = next((key for key, _ in criterion.entries if key.text == "questions"), None)
    entry = (place or _copy(name, text="questions"), listed)
    return _copy(criterion, entries=[*own, *theirs, entry])


def _asked(question: Node, known: dict[str, Node]) -> Node:
    id = question.get("id")
    by_id = id is not None and len(question.entries) == 1 and id.text in known
    return _moved(known[id.text], id) if by_id and id is not None else question


def _moved(question: Node, to: Node) -> Node:
    """A question of the library as if it stood at a place of the text."""
    entries = [
        (key, _copy(to, text=value.text) if key.text == "id" else value) for key, value in question.entries
    ]
    return Node("map", to.line, to.column, to.start, to.end, style="block", entries=entries)


def _copy(node: Node, **changed: object) -> Node:
    parts = {field.name: getattr(node, field.name) for field in fields(node)}
    return Node(**(parts | changed))


def hidden_places(root: Node) -> Iterator[tuple[str, Node]]:
    """Every path that included criteria bring along, with the node of the text to point at."""
    seen = set[str]()
    for criterion in members(root.get("criteria")):
        found, include, id = reference(criterion), criterion.get("include"), ident(criterion)
        if found is None or include is None or id in seen:
            continue
        seen.add(id)
        given = criterion.get("questions")
        chosen = None if given is None else {ident(question): question for question in given.items}
        for path in bank.paths(found):
            key, _, rest = path.partition("/")
            if key != "questions" or chosen is None:
                yield joined(f"criteria/{id}", path), include
            elif (question := chosen.get(rest.partition("/")[0])) is not None:
                yield joined(f"criteria/{id}", path), question

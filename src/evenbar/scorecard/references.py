"""What must agree with what across a scorecard: everything pointed at exists, and question ids are unique.

Works on the nodes, not on the finished parts, so that a dangling reference is reported beside other problems.
Included criteria stand in the tree already.
"""

from collections.abc import Collection, Iterator

from evenbar.scorecard.paths import ident, item_name, members, places
from evenbar.scorecard.source import Node, shown
from evenbar.scorecard.suggesting import suggestion

Disagreement = tuple[Node, str, str]


def disagreements(root: Node) -> Iterator[Disagreement]:
    """Each reference that does not fit, with its node, its path and a sentence."""
    job = root.get("job")
    tasks = {ident(task) for task in members(job.get("tasks") if job else None)}
    criteria = members(root.get("criteria"))
    for index, criterion in enumerate(criteria):
        name = item_name(criterion, index)
        references = _references(criterion.get("tasks"), f"criteria/{name}/tasks")
        yield from _dangling(references, tasks, f'criterion "{name}"', "a task of the job")
    yield from _repeated_questions(criteria)
    yield from _stages(members(root.get("stages")), criteria)
    yield from _suppressions(root)


def _references(node: Node | None, path: str) -> Iterator[tuple[Node, str]]:
    for index, item in enumerate(members(node)):
        if item.kind == "scalar" and item.text:
            yield item, f"{path}/{index}"


def _dangling(
    references: Iterator[tuple[Node, str]], known: Collection[str], owner: str, noun: str
) -> Iterator[Disagreement]:
    for node, path in references:
        if node.text not in known:
            yield node, path, f"{owner}: {shown(node.text)} is not {noun}{suggestion(node.text, known)}"


def _repeated_questions(criteria: list[Node]) -> Iterator[Disagreement]:
    seen: dict[str, tuple[Node, int]] = {}
    for index, criterion in enumerate(criteria):
        owner = item_name(criterion, index)
        for question in members(criterion.get("questions")):
            id = question.get("id")
            if id is None or not ident(question):
                continue
            first, line = seen.setdefault(id.text, (criterion, id.line))
            if first is not criterion:
                sentence = f"its id is that of a question of another criterion, on line {line}."
                path = f"criteria/{owner}/questions/{id.text}/id"
                yield id, path, f'criterion "{owner}", question "{id.text}": {sentence}'


def _stages(stages: list[Node], criteria: list[Node]) -> Iterator[Disagreement]:
    known = {ident(criterion) for criterion in criteria}
    owners: dict[str, str] = {}
    for criterion in criteria:
        for question in members(criterion.get("questions")):
            owners.setdefault(ident(question), ident(criterion))
    for index, stage in enumerate(stages):
        name = item_name(stage, index)
        owner, path = f'stage "{name}"', f"stages/{name}"
        rated = _references(stage.get("criteria"), f"{path}/criteria")
        yield from _dangling(rated, known, owner, "a criterion of the scorecard")
        here = {criterion.text for criterion in members(stage.get("criteria"))}
        for question, where in _references(stage.get("order"), f"{path}/order"):
            if owners.get(question.text) not in here:
                asked = [id for id, criterion in owners.items() if criterion in here]
                sentence = f"{shown(question.text)} is not a question of its criteria"
                yield question, where, f"{owner}: {sentence}{suggestion(question.text, asked)}"


def _suppressions(root: Node) -> Iterator[Disagreement]:
    suppressions = members(root.get("suppress"))
    known = {path for path, _ in places(root)} if suppressions else set()
    for index, suppression in enumerate(suppressions):
        where = suppression.get("where")
        if where is not None and where.kind == "scalar" and where.text and where.text not in known:
            message = f"suppression {index + 1}: {shown(where.text)} is not a place in this scorecard"
            yield where, f"suppress/{index}/where", message + "; write a path of ids."

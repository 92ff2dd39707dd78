"""What must agree with what across a scorecard: everything pointed at exists, and question ids are unique.

Works on the nodes, not on the finished parts, so that a dangling reference is reported beside other problems.
"""

from collections.abc import Iterator

from evenbar.scorecard.source import Node, shown
from evenbar.scorecard.suggesting import suggestion

Disagreement = tuple[Node, str, str]


def disagreements(root: Node) -> Iterator[Disagreement]:
    """Each reference that does not fit, with its node, its path and a sentence."""
    questions = {}
    for criterion in members(root.get("criteria")):
        questions[ident(criterion)] = [ident(question) for question in members(criterion.get("questions"))]
        yield from _tasks(root, criterion)
    yield from _questions(root)
    for stage in members(root.get("stages")):
        yield from _stage(stage, questions)
    for index, suppression in enumerate(members(root.get("suppress"))):
        yield from _suppression(root, suppression, f"suppress/{index}/where")


def members(node: Node | None) -> list[Node]:
    """The items of a list, none where there is no list."""
    return node.items if node is not None else []


def ident(node: Node) -> str:
    """The id of a mapping, empty where it has none."""
    id = node.get("id")
    return id.text if id is not None else ""


def _tasks(root: Node, criterion: Node) -> Iterator[Disagreement]:
    job = root.get("job")
    tasks = [ident(task) for task in members(job.get("tasks") if job else None)]
    where = f"criteria/{ident(criterion)}/tasks"
    for index, task in enumerate(members(criterion.get("tasks"))):
        if task.kind == "scalar" and task.text and task.text not in tasks:
            what = f'criterion "{ident(criterion)}": {shown(task.text)} is not a task of the job'
            yield task, f"{where}/{index}", what + suggestion(task.text, tasks)


def _questions(root: Node) -> Iterator[Disagreement]:
    seen: dict[str, tuple[str, int]] = {}
    for criterion in members(root.get("criteria")):
        owner = ident(criterion)
        for question in members(criterion.get("questions")):
            id = question.get("id")
            if id is None or not id.text:
                continue
            first, line = seen.setdefault(id.text, (owner, id.line))
            if first != owner:
                message = (
                    f"the id {shown(id.text)} belongs to a question of {shown(first)} on line {line} already."
                )
                path = f"criteria/{owner}/questions/{id.text}/id"
                yield id, path, f'criterion "{owner}", question {shown(id.text)}: {message}'


def _stage(stage: Node, questions: dict[str, list[str]]) -> Iterator[Disagreement]:
    place = f'stage "{ident(stage)}"'
    rated = []
    for index, criterion in enumerate(members(stage.get("criteria"))):
        rated.append(criterion.text)
        if criterion.kind == "scalar" and criterion.text and criterion.text not in questions:
            message = f"{place}: {shown(criterion.text)} is not a criterion" + suggestion(
                criterion.text, questions
            )
            yield criterion, f"stages/{ident(stage)}/criteria/{index}", message
    asked = [question for criterion in rated for question in questions.get(criterion, [])]
    for index, question in enumerate(members(stage.get("order"))):
        if question.kind == "scalar" and question.text and question.text not in asked:
            message = f"{place}: {shown(question.text)} is not a question of its criteria"
            yield question, f"stages/{ident(stage)}/order/{index}", message + suggestion(question.text, asked)


def _suppression(root: Node, suppression: Node, path: str) -> Iterator[Disagreement]:
    where = suppression.get("where")
    if where is None or where.kind != "scalar" or not where.text or found(root, where.text) is not None:
        return
    yield where, path, f"{shown(where.text)} is not a place in this scorecard; write a path of ids."


def found(root: Node, path: str) -> Node | None:
    """The node at a path of keys, ids and numbers from 0, if there is one."""
    node: Node | None = root
    for part in path.split("/"):
        if node is None:
            return None
        by_id = next((item for item in node.items if ident(item) == part), None)
        if by_id is None and part.isdecimal() and len(part) < 7 and int(part) < len(node.items):
            by_id = node.items[int(part)]
        node = by_id if node.kind == "list" else node.get(part)
    return node

"""The notes of the demo's interviewers as bodies of drafts, as the kit would send them."""

from datetime import datetime, timedelta
from typing import Any

from evenbar.panel.interviewing.drafts import Body

PROMPTED = {True: "prompted", False: "unprompted", None: None}
FIRST, APART = 3, 5  # minutes from the start to the first line, and from line to line


def body_of(entry: dict[str, Any], starts_at: datetime, minutes: int) -> Body:
    """Everything that somebody wrote in one interview, lines in the order of writing, none after its end."""
    filed = [
        line | {"criterion": criterion}
        for criterion, rating in entry.get("ratings", {}).items()
        for line in rating.get("evidence", [])
    ]
    written = [*filed, *entry.get("unfiled", [])]
    apart = min(timedelta(minutes=APART), timedelta(minutes=minutes - FIRST) / max(len(written), 1))
    first = starts_at + timedelta(minutes=FIRST)
    return {
        "lines": [_line(line, number, first + number * apart) for number, line in enumerate(written)],
        "ratings": {
            criterion: rating.get("level") or rating.get("missing")
            for criterion, rating in entry.get("ratings", {}).items()
        },
        "note": entry.get("note", ""),
    }


def _line(line: dict[str, Any], number: int, at: datetime) -> Body:
    return {
        "id": f"line-{number + 1}",
        "text": line["text"],
        "criterion": line.get("criterion"),
        "question": line.get("question"),
        "prompted": PROMPTED[line.get("prompted")],
        "direction": line.get("direction"),
        "at": at.replace(microsecond=0).isoformat(),
    }


def states_of(body: Body) -> list[Body]:
    """The draft as it grew: after each line once, ratings of criteria that have lines; the whole at last."""
    states = []
    for count in range(1, len(body["lines"])):
        lines = body["lines"][:count]
        begun = {line["criterion"] for line in lines}
        ratings = {key: value for key, value in body["ratings"].items() if key in begun}
        states.append({"lines": lines, "ratings": ratings, "note": ""})
    return [*states, body]

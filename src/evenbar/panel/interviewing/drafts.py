"""The body of a draft: one JSON document of notes and ratings, as pure functions. Storing it is actions.py's work.

    lines    notes in time order: {id, text, criterion, question, prompted, direction, at}; null where not said
    ratings  criterion -> a level from 1 to 5, or a kind of missing
    note     the summary written at review

A line without criterion is not filed yet. Typed under a question or filed with `#`, it is the same evidence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LEVELS = (1, 2, 3, 4, 5)
MISSING = ("not-planned", "not-reached", "nothing-shown")
PROMPTED = ("prompted", "unprompted")
DIRECTIONS = ("for", "against")
LINES, LINE_LENGTH, NOTE_LENGTH, BODY_BYTES = 600, 8_000, 8_000, 400_000
ID = re.compile(r"[A-Za-z0-9-]{1,40}\Z")
TAG = re.compile(r"(?:^|(?<=\s))#(?P<word>[\w-]+)")
KEYS = ("id", "text", "criterion", "question", "prompted", "direction", "at")

Body = dict[str, Any]
Questions = Mapping[str, Sequence[str]]  # criterion id -> ids of its questions


class BadDraft(ValueError):  # noqa: N818 - the field's word, as Refused
    """A body that cannot be kept; the message is a sentence that says what and where."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a criterion from being sealed: no rating yet, or a level without evidence."""

    criterion: str
    kind: str  # "rating", "evidence"


def empty() -> Body:
    """A draft in which nothing is written."""
    return {"lines": [], "ratings": {}, "note": ""}


def clean(body: object, questions: Questions) -> Body:
    """A body as a client sent it, checked and in canonical form; blank lines fall away. Raises BadDraft."""
    if not isinstance(body, dict) or set(body) - {"lines", "ratings", "note"}:
        raise BadDraft("A draft holds lines, ratings and a note, and nothing else.")
    lines, ratings = body.get("lines", []), body.get("ratings", {})
    if not isinstance(lines, list) or len(lines) > LINES:
        raise BadDraft(f"The notes must be a list of at most {LINES} lines; join some of them.")
    if not isinstance(ratings, dict):
        raise BadDraft("The ratings must be given by criterion.")
    kept = [line for line in (_clean_line(line, questions) for line in lines) if line["text"].strip()]
    if len({line["id"] for line in kept}) != len(kept):
        raise BadDraft("Two lines of the notes have the same id; load the page again.")
    rated = {key: _clean_rating(key, value, questions) for key, value in ratings.items() if value is not None}
    note = _text(body.get("note", ""), "summary", NOTE_LENGTH)
    return {"lines": kept, "ratings": {key: rated[key] for key in questions if key in rated}, "note": note}


def _clean_line(line: object, questions: Questions) -> Body:
    if not isinstance(line, dict) or set(line) - set(KEYS):
        raise BadDraft("A line of the notes has a part that is not known; load the page again.")
    if not isinstance(line.get("id"), str) or not ID.match(line["id"]):
        raise BadDraft("A line of the notes has no proper id; load the page again.")
    criterion, question = line.get("criterion"), line.get("question")
    if criterion is not None and (not isinstance(criterion, str) or criterion not in questions):
        raise BadDraft(
            "A line is filed to a criterion that this interview does not rate; load the page again."
        )
    if question is not None and (criterion is None or question not in questions[criterion]):
        raise BadDraft(
            "A line stands under a question that its criterion does not have; load the page again."
        )
    return {
        "id": line["id"],
        "text": _text(line.get("text", ""), "note", LINE_LENGTH),
        "criterion": criterion,
        "question": question,
        "prompted": _one_of(line.get("prompted"), PROMPTED),
        "direction": _one_of(line.get("direction"), DIRECTIONS),
        "at": _moment(line.get("at")),
    }


def _clean_rating(criterion: object, value: object, questions: Questions) -> int | str:
    if criterion not in questions:
        raise BadDraft("A rating is for a criterion that this interview does not rate; load the page again.")
    if isinstance(value, bool) or value not in (*LEVELS, *MISSING):
        raise BadDraft("A rating is a level from 1 to 5 or one of the three kinds of missing.")
    return int(value) if isinstance(value, (int, float)) else str(value)


def _text(value: object, name: str, limit: int) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise BadDraft(f"A {name} must be text.")
    if len(value) > limit:
        raise BadDraft(f"A {name} is longer than {limit:,} characters; split it.")
    return value.encode("utf-8", "replace").decode("utf-8")  # lone surrogates fit in no database


def _one_of(value: object, allowed: tuple[str, ...]) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in allowed:
        raise BadDraft(f"A tag must be one of: {', '.join(allowed)}.")
    return value


def _moment(value: object) -> str | None:
    """A moment in ISO 8601 with its offset, as text; anything else is refused."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadDraft("The time of a line must be a date and time with its offset.")
    return str(value)


def fitted(body: Body, questions: Questions) -> Body:
    """A stored body under a scorecard that changed since: what has lost its criterion is unfiled, never dropped."""
    lines = []
    for line in body.get("lines", []):
        here = line["criterion"] in questions
        asked = here and line["question"] in questions[line["criterion"]]
        place = {
            "criterion": line["criterion"] if here else None,
            "question": line["question"] if asked else None,
        }
        lines.append(line | place)
    ratings = {key: value for key, value in body.get("ratings", {}).items() if key in questions}
    return {"lines": lines, "ratings": ratings, "note": body.get("note", "")}


def merged(mine: Body, other: Body) -> Body:
    """Both versions in one: every text of both is kept, and a rating on which they differ is left to be chosen anew."""
    lines = {line["id"]: line for line in other["lines"]}
    for line in mine["lines"]:
        twin = lines.get(line["id"])
        if twin is not None and twin["text"] != line["text"]:
            spare = _spare_id(line["id"], lines)
            lines[spare] = twin | {"id": spare}
        lines[line["id"]] = line
    first, second = mine["ratings"], other["ratings"]
    keys = [
        key
        for key in {**first, **second}
        if first.get(key, second.get(key)) == second.get(key, first.get(key))
    ]
    ratings = {key: first.get(key, second.get(key)) for key in keys}
    notes = list(dict.fromkeys(text for text in (mine["note"], other["note"]) if text))
    return {"lines": in_time_order(lines.values()), "ratings": ratings, "note": "\n".join(notes)}


def _spare_id(taken: str, lines: Mapping[str, Body]) -> str:
    number = 2
    while (spare := f"{taken[:36]}-{number}") in lines:
        number += 1
    return spare


def in_time_order(lines: Iterable[Body]) -> list[Body]:
    """Lines by the moment they were begun; lines without one keep their place at the front."""
    return sorted(
        lines, key=lambda line: datetime.fromisoformat(line["at"]).timestamp() if line["at"] else 0.0
    )


def difference(mine: Body, other: Body) -> dict[str, Any]:
    """What stands in one and not in the other: lines of each, and criteria rated differently."""
    first, second = ({line["id"]: line for line in body["lines"]} for body in (mine, other))
    keys = {**mine["ratings"], **other["ratings"]}
    pairs = {key: (mine["ratings"].get(key), other["ratings"].get(key)) for key in keys}
    return {
        "mine": [line for id, line in first.items() if second.get(id) != line],
        "other": [line for id, line in second.items() if first.get(id) != line],
        "ratings": {key: pair for key, pair in pairs.items() if pair[0] != pair[1]},
    }


def evidence_on(body: Body, criterion: str) -> list[Body]:
    """The lines filed to a criterion, in time order."""
    return [line for line in body["lines"] if line["criterion"] == criterion]


def says_something(text: str) -> bool:
    """Whether a note has a letter or a figure in it: a full stop or an invisible sign is no evidence."""
    return any(sign.isalnum() for sign in text)


def unfiled(body: Body) -> list[Body]:
    """The lines that are filed to no criterion yet."""
    return [line for line in body["lines"] if line["criterion"] is None]


def gaps(body: Body, criteria: Iterable[str]) -> list[Gap]:
    """What is missing for sealing, in the order of the criteria: ratings, and evidence behind levels."""
    found = []
    for criterion in criteria:
        value = body["ratings"].get(criterion)
        if value is None:
            found.append(Gap(criterion, "rating"))
        elif value in LEVELS and not any(
            says_something(line["text"]) for line in evidence_on(body, criterion)
        ):
            found.append(Gap(criterion, "evidence"))
    return found


def tagged(text: str, names: Mapping[str, str]) -> tuple[str, str | None]:
    """A note without its `#word`, and the one criterion that the word begins; the text as it was if none or several."""
    for found in TAG.finditer(text):
        matches = [id for id, name in names.items() if _begins(found["word"].casefold(), id, name)]
        if len(matches) == 1:
            rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
            return (rest, matches[0]) if rest else (text, None)
    return text, None


def _begins(word: str, id: str, name: str) -> bool:
    """Whether a word begins the criterion's id, one of its name's words, or is the first letters of those words."""
    words = re.findall(r"\w+", name.casefold())
    initials = "".join(part[0] for part in words)
    return initials.startswith(word) or any(part.startswith(word) for part in (id, *words))

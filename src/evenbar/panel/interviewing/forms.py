"""Input of the pages: a draft from plain form fields, what a page posts as JSON, an amendment.

The names of the fields are one scheme for page and script: `text.<line>`, `criterion.<line>`, `prompted.<line>`,
`direction.<line>`, `rating.<criterion>`, `note`, and `new`, `new.<criterion>`, `new.<criterion>.<question>` for
what is being added.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from django import forms

from evenbar.panel.interviewing import drafts
from evenbar.panel.interviewing.models import LEVELS, Missing
from evenbar.panel.refusal import Refused

TAGS = ("text", "prompted", "direction")


@dataclass(frozen=True, slots=True)
class Sent:
    """One save as a page posts it."""

    body: object
    revision: int
    tab: str
    count: int
    heir: Mapping[str, int]


def sent(content: bytes) -> Sent:
    """Read a save from JSON, or refuse it with a sentence."""
    if len(content) > drafts.BODY_BYTES:
        raise Refused("This draft is too large to keep; shorten its notes.", status=413)
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refused("The save was not proper JSON; load the page again.", status=400) from error
    said = said if isinstance(said, dict) else {}
    revision, tab, count = said.get("revision"), said.get("tab", ""), said.get("count", 0)
    if not _is_count(revision) or not _is_count(count) or not isinstance(tab, str) or len(tab) > 40:
        raise Refused(
            "The save does not say which revision it was written on; load the page again.", status=400
        )
    return Sent(
        body=said.get("body"), revision=revision, tab=tab, count=count, heir=_heir(said.get("heir", {}))
    )


def _heir(said: object) -> dict[str, int]:
    """The pages whose text this save goes on from, each with the count up to which it has it."""
    if not isinstance(said, dict) or len(said) > 50 or not all(map(_is_count, said.values())):
        raise Refused("The save does not say which text it goes on from; load the page again.", status=400)
    return said


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def revision_of(post: Mapping[str, str]) -> int:
    """The revision that a plain form was filled in on."""
    text = post.get("revision", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused(
            "The form does not say which revision it was written on; load the page again.", status=400
        )
    return int(text)


def written(post: Mapping[str, str], body: drafts.Body, names: Mapping[str, str], *, at: datetime) -> object:
    """The draft after a plain form: what it changed and added. `names` are those of the stage's criteria."""
    if "body" in post:  # chosen on the page that shows two versions
        try:
            return json.loads(post["body"])
        except (ValueError, RecursionError) as error:
            raise Refused("The chosen version cannot be read; load the page again.", status=400) from error
    lines = [_changed(line, post) for line in body["lines"]]
    for field in post:
        if field == "new" or field.startswith("new."):
            lines += _added(field, post[field], names, at=at)
    ratings = {id: value for id in names if (value := _rating(post, id, body)) is not None}
    return {"lines": lines, "ratings": ratings, "note": post.get("note", body["note"]).replace("\r\n", "\n")}


def _changed(line: drafts.Body, post: Mapping[str, str]) -> drafts.Body:
    id = line["id"]
    said: drafts.Body = {
        name: post[f"{name}.{id}"].replace("\r\n", "\n") for name in TAGS if f"{name}.{id}" in post
    }
    place = post.get(f"criterion.{id}")
    if place is not None and (place or None) != line["criterion"]:
        said |= {"criterion": place or None, "question": None}
    return line | said


def _added(field: str, text: str, names: Mapping[str, str], *, at: datetime) -> list[drafts.Body]:
    """New lines: one for each line of the running notes, one for the whole of a field under a question."""
    _, criterion, question = [*field.split("."), "", ""][:3]
    texts = [text] if criterion else text.splitlines()
    empty = {"question": question or None, "prompted": None, "direction": None, "at": at.isoformat()}
    added = []
    for part in filter(None, (part.replace("\r\n", "\n").strip() for part in texts)):
        left, filed = (part, criterion) if criterion else drafts.tagged(part, names)
        added.append({"id": uuid.uuid4().hex[:16], "text": left, "criterion": filed} | empty)
    return added


def _rating(post: Mapping[str, str], criterion: str, body: drafts.Body) -> int | str | None:
    value = post.get(f"rating.{criterion}")
    if value is None:
        kept: int | str | None = body["ratings"].get(criterion)
        return kept
    return int(value) if value in map(str, LEVELS) else value or None


class AmendmentForm(forms.Form):
    """Another level or kind of missing, what is added to the evidence, and why."""

    rating = forms.ChoiceField(choices=[*((str(n), str(n)) for n in LEVELS), *Missing.choices])
    evidence = forms.CharField(required=False, max_length=drafts.LINE_LENGTH, strip=True)
    reason = forms.CharField(
        max_length=500, strip=True, error_messages={"required": "Say why the rating changes."}
    )

    def said(self) -> dict[str, Any]:
        """The arguments of the action."""
        value = self.cleaned_data["rating"]
        level = int(value) if value.isdigit() else None
        return {
            "level": level,
            "missing": "" if level else value,
            "evidence": self.cleaned_data["evidence"],
            "reason": self.cleaned_data["reason"],
        }

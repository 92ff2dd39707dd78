"""Bodies of drafts for the tests of interviewing."""

from typing import Any

from django.test import Client
from django.urls import reverse

from evenbar.panel.scheduling.models import Assignment

AT = "2026-01-05T10:00:00+00:00"


def line(id: str, criterion: str | None = None, **parts: Any) -> dict[str, Any]:
    """A line of notes whose text names its id, so that a leak of it can be looked for."""
    empty = {"question": None, "prompted": None, "direction": None, "at": AT}
    return {"id": id, "text": f"evidence-{id}", "criterion": criterion} | empty | parts


def whole(**ratings: int | str) -> dict[str, Any]:
    """A draft of the design stage that can be sealed: 4 on framing, 2 on deployment unless said otherwise."""
    rated = {"framing": 4, "deployment": 2} | ratings
    lines = [line(f"line-{criterion}", criterion) for criterion in rated]
    return {"lines": lines, "ratings": rated, "note": "the-summary"}


def save(client: Client, assignment: Assignment, body: Any, revision: int, **parts: Any) -> Any:
    """Post a draft as the page does."""
    address = reverse("interviewing:save-draft", args=[assignment.pk])
    content = {"body": body, "revision": revision} | parts
    return client.post(
        address, content, content_type="application/json", headers={"Accept": "application/json"}
    )

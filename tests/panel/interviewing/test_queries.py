"""Kit and autosave keep within eight queries, however much there is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.urls import reverse

from evenbar.panel.hiring.models import Document
from evenbar.panel.interviewing.drafts import LINES
from tests.panel.building import World, make_interview, make_user
from tests.panel.conftest import SignedIn
from tests.panel.interviewing.writing import line, save, whole

Limit = Callable[[int], AbstractContextManager[Any]]


@pytest.mark.parametrize("rows", [1, 3, 250])
def test_the_kit_and_its_pages_keep_within_eight_queries(
    world: World, django_assert_max_num_queries: Limit, rows: int
) -> None:
    """One, three or 250 notes, states, papers and other interviews: kit, review, states and save stay within eight."""
    client, assignment = SignedIn(world.ada), world.assignment(world.ada)
    for number in range(min(rows, 40)):
        make_interview(
            world.application, "design", make_user(f"Someone {number}"), world.ada, by=world.recruiter
        )
        Document.objects.create(
            candidate=world.application.candidate,
            title=f"{number}.pdf",
            size=1,
            sha256="0",
            uploaded_by=world.admin,
        )
    body = whole() | {"lines": [line(f"n{number}", "framing") for number in range(min(rows, LINES))]}
    with django_assert_max_num_queries(8):
        assert save(client, assignment, body, 0).status_code == 200
    for revision in range(1, min(rows, 20)):
        save(client, assignment, body | {"note": str(revision)}, revision)
    for name in ("kit", "review", "states"):
        with django_assert_max_num_queries(8):
            assert client.get(reverse(f"interviewing:{name}", args=[assignment.pk])).status_code == 200
    with django_assert_max_num_queries(8):
        assert save(client, assignment, body | {"note": "last"}, min(rows, 20)).status_code == 200
    with django_assert_max_num_queries(8):
        assert save(client, assignment, body, 0).status_code == 409

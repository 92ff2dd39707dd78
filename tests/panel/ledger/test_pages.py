"""The ledger's pages: administrators and compliance read and export it, nobody else knows it is there."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from evenbar.panel.ledger import chain
from evenbar.panel.ledger.actions import record
from evenbar.panel.ledger.models import Line
from evenbar.panel.people import actions
from tests.panel.building import World
from tests.panel.conftest import SignedIn

pytestmark = pytest.mark.django_db

PAGES = ["ledger:lines", "ledger:verification", "ledger:export"]


def write(actor: Any, action: str, subject: str, count: int = 1) -> None:
    with transaction.atomic():
        for _ in range(count):
            record(actor, action, subject, step=1)


def test_the_ledger_exists_for_administrators_and_compliance_alone(world: World) -> None:
    """Every other role, guests included, gets a 404; strangers are sent to sign in; no attempt is recorded."""
    guest = actions.create_guest(world.recruiter, "gus@example.org", "Gus")
    before = Line.objects.count()
    for name, user in {**world.everyone, "guest": guest}.items():
        if name in {"admin", "compliance"}:
            continue
        for page in PAGES:
            assert SignedIn(user).get(reverse(page)).status_code == 404, (name, page)
    assert Line.objects.count() == before
    for page in PAGES:
        assert Client().get(reverse(page)).status_code == 302
        for reader in (world.admin, world.compliance):
            assert SignedIn(reader).get(reverse(page)).status_code == 200


def test_names_are_shown_but_not_kept(world: World) -> None:
    """The page shows who acted by today's name; an erased account is a number."""
    write(world.ada, "test.done", "row:1")
    client = SignedIn(world.compliance)
    shown = client.get(reverse("ledger:lines")).content.decode()
    assert f">{world.ada.name}</td>" in shown
    world.ada.name = "Ada Renamed"
    world.ada.save()
    assert ">Ada Renamed</td>" in client.get(reverse("ledger:lines")).content.decode()
    write(None, "test.system", "row:1")
    line = Line.objects.get(action="test.done")
    assert "Ada" not in json.dumps([line.subject, line.facts])
    assert ">the system</td>" in client.get(reverse("ledger:lines")).content.decode()


def test_filters_narrow_by_action_actor_subject_and_day(world: World) -> None:
    """Each condition shows what fits and leaves out what does not; what cannot be read is said at its field."""
    write(world.ada, "test.done", "row:1")
    write(world.ben, "test.undone", "row:2")
    client = SignedIn(world.admin)

    def shown(**query: str) -> set[str]:
        rows = client.get(reverse("ledger:lines"), query).context["lines"]
        return {row["line"].action for row in rows}

    assert shown() == {"test.done", "test.undone"}
    assert shown(action="test.done") == {"test.done"}
    assert shown(actor=str(world.ben.pk)) == {"test.undone"}
    assert shown(actor="system") == set()
    assert shown(subject=" row:2 ") == {"test.undone"}
    assert shown(since="2020-01-01", until="2100-01-01") == {"test.done", "test.undone"}
    assert shown(until="2020-01-01") == set()
    assert shown(since="2100-01-01") == set()
    page = client.get(reverse("ledger:lines"), {"since": "yesterday", "actor": "x"}).content.decode()
    assert "Enter a valid date." in page
    assert client.get(reverse("ledger:lines"), {"before": "9" * 40}).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 250])
def test_the_list_needs_few_queries_and_pages_by_number(
    world: World, count: int, django_assert_max_num_queries: Any
) -> None:
    """With 1, 3 and 250 lines within 10 queries; 100 lines a page, and every line on exactly one page."""
    write(world.ada, "test.done", "row:1", count)
    client = SignedIn(world.admin)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("ledger:lines"))
    seen = [row["line"].number for row in page.context["lines"]]
    while page.context["older"]:
        write(world.ben, "test.meanwhile", "row:2")  # a new line shifts nothing
        page = client.get(reverse("ledger:lines") + "?" + page.context["older"])
        seen += [row["line"].number for row in page.context["lines"]]
    assert seen == list(range(count, 0, -1))


def test_the_export_holds_every_line_and_is_one_itself(world: World) -> None:
    """The CSV has all lines with their seals, enough to check the chain elsewhere, no name, and its own export last."""
    write(world.ada, "test.done", "row:1", 3)
    answer = SignedIn(world.compliance).get(reverse("ledger:export"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["action"] for row in rows] == ["test.done"] * 3 + ["ledger.exported"]
    assert rows[-1]["actor"] == str(world.compliance.pk)
    previous = chain.BEGINNING
    for row in rows:
        facts = json.loads(row["facts"])
        actor = int(row["actor"]) if row["actor"] else None
        number = int(row["number"])
        seal = chain.seal_of(
            number=number,
            at=row["at"],
            actor=actor,
            action=row["action"],
            subject=row["subject"],
            facts=facts,
            previous=previous,
        )
        assert seal == row["seal"]
        previous = seal
    assert "Ada" not in text


def test_the_page_says_whether_the_chain_holds(world: World) -> None:
    """Whole, it says so with the anchor to keep; tampered with, it names the line."""
    write(world.ada, "test.done", "row:1", 3)
    client = SignedIn(world.compliance)
    page = client.get(reverse("ledger:verification")).content.decode()
    assert "The chain holds" in page
    assert f"3:{Line.objects.get(number=3).seal}" in page
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_line SET actor = 99 WHERE number = 2")
    page = client.get(reverse("ledger:verification")).content.decode()
    assert "The chain is broken" in page
    assert "<strong>Line 2</strong> does not fit its seal" in page


def test_what_was_recorded_is_shown_as_text(world: World) -> None:
    """A subject that looks like markup is shown, not run."""
    with connection.cursor() as cursor:
        write(world.ada, "test.done", "row:1")
        cursor.execute("UPDATE ledger_line SET subject = '<script>alert(1)</script>'")
    page = SignedIn(world.admin).get(reverse("ledger:lines")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page

"""The chain: whoever changes the store behind the product's back is found, with the line's number and what is wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from evenbar.panel.ledger import chain
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.ledger.models import Head, LedgerIsAppendOnlyError, Line
from evenbar.panel.ledger.verification import Verification, verify

pytestmark = pytest.mark.django_db

LENGTH = 8


@pytest.fixture(autouse=True)
def _lines(db: None) -> None:
    """Eight lines of several kinds."""
    for number in range(1, LENGTH + 1):
        with transaction.atomic():
            record(
                None,
                "test.done",
                f"row:{number}",
                step=number,
                text=digest(f"text {number}"),
                of=[1, 2],
                yes=True,
            )


def sql(statement: str, *values: Any) -> None:
    """Reach the store past the models, as an intruder would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def sentences(result: Verification) -> list[tuple[int, str]]:
    return [(finding.number, finding.sentence) for finding in result.findings]


def test_an_untouched_chain_holds() -> None:
    """Every line fits; the anchor is the last line's number and seal."""
    result = verify()
    assert (result.holds, result.lines, result.number) == (True, LENGTH, LENGTH)
    assert result.anchor == f"{LENGTH}:{Line.objects.get(number=LENGTH).seal}"


def test_an_empty_ledger_holds() -> None:
    """A store in which nothing was done has nothing wrong with it."""
    sql("DELETE FROM ledger_line")
    sql("DELETE FROM ledger_head")
    assert verify().holds


ALTERED: dict[str, Any] = {
    "at": "2020-01-01T00:00:00.000000+00:00",
    "actor": 7,
    "action": "test.undone",
    "subject": "row:99",
    "facts": json.dumps({"step": 3, "text": "x", "of": [1, 2], "yes": True}),
    "previous": "f" * 64,
    "seal": "f" * 64,
}


@pytest.mark.parametrize("field", [*ALTERED])
@pytest.mark.parametrize("number", [1, 4, LENGTH])
def test_an_altered_field_is_found_at_its_line(field: str, number: int) -> None:
    """Whichever field of whichever line is changed, the first finding names that line."""
    sql(f"UPDATE ledger_line SET {field} = %s WHERE number = %s", ALTERED[field], number)
    result = verify()
    assert not result.holds
    assert sentences(result)[0] == (
        number,
        "does not fit its seal: a field was altered, or the line was inserted or moved here.",
    )


def test_facts_that_are_no_json_are_found() -> None:
    """Even what no program of ours could have written is a finding, not a crash."""
    if connection.vendor == "sqlite":  # PostgreSQL keeps no such thing
        sql("PRAGMA ignore_check_constraints = ON")
        sql("UPDATE ledger_line SET facts = '{broken' WHERE number = 4")
        sql("PRAGMA ignore_check_constraints = OFF")
        assert [number for number, _ in sentences(verify())] == [4]


def test_an_alteration_with_a_seal_made_to_fit_breaks_the_next_line() -> None:
    """Even with the key, changing one line alone leaves the following one pointing at a seal that is gone."""
    line = Line.objects.get(number=4)
    seal = chain.seal_of(
        number=4,
        at=line.at,
        actor=9,
        action=line.action,
        subject=line.subject,
        facts=line.facts,
        previous=line.previous,
    )
    sql("UPDATE ledger_line SET actor = 9, seal = %s WHERE number = 4", seal)
    assert sentences(verify()) == [
        (5, "does not follow the line before it: that one was altered, replaced or removed.")
    ]


@pytest.mark.parametrize(
    ("first", "last", "number", "said"),
    [
        (1, 1, 1, "is missing."),
        (4, 4, 4, "is missing."),
        (3, 5, 3, "and the lines after it up to 5 are missing."),
        (LENGTH, LENGTH, LENGTH, "up to line 8 are missing: the end was cut off."),
        (6, LENGTH, 6, "up to line 8 are missing: the end was cut off."),
        (1, LENGTH, 1, "up to line 8 are missing: the end was cut off."),
    ],
)
def test_a_removed_line_is_found(first: int, last: int, number: int, said: str) -> None:
    """Lines taken from the beginning, the middle or the end are named by their numbers."""
    sql("DELETE FROM ledger_line WHERE number BETWEEN %s AND %s", first, last)
    assert (number, said) in sentences(verify())


def test_two_lines_that_changed_places_are_found() -> None:
    """Swapping the contents, seals included, of two lines is found at both."""
    columns = ("at", "actor", "action", "subject", "facts", "previous", "seal")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM ledger_line WHERE number IN (3, 6) ORDER BY number")
        third, sixth = cursor.fetchall()
    for number, row in ((3, sixth), (6, third)):
        sql(
            f"UPDATE ledger_line SET {', '.join(f'{column} = %s' for column in columns)} WHERE number = %s",
            *row,
            number,
        )
    assert {number for number, _ in sentences(verify())} >= {3, 6}


def test_swapped_numbers_are_found() -> None:
    """Swapping only the numbers of two lines is found at both."""
    for before, after in ((3, -1), (6, 3), (-1, 6)):
        sql("UPDATE ledger_line SET number = %s WHERE number = %s", after, before)
    assert {number for number, _ in sentences(verify())} >= {3, 6}


@pytest.mark.parametrize("number", [-5, 0, LENGTH + 1, LENGTH + 100])
def test_an_inserted_line_is_found(number: int) -> None:
    """A copy of a true line under another number is found, before the first, after the last or far away."""
    sql(
        "INSERT INTO ledger_line (number, at, actor, action, subject, facts, previous, seal) "
        "SELECT %s, at, actor, action, subject, facts, previous, seal FROM ledger_line WHERE number = 4",
        number,
    )
    assert number in {found for found, _ in sentences(verify())}


def test_a_line_sealed_with_another_key_is_found(settings: Any) -> None:
    """A whole chain written with a guessed key does not fit ours."""
    key = settings.LEDGER_KEY
    settings.LEDGER_KEY = "guessed"
    with transaction.atomic():
        record(None, "test.forged", "row:1")
    settings.LEDGER_KEY = key
    numbers = {number for number, _ in sentences(verify())}
    assert LENGTH + 1 in numbers


def restore_head(number: int, seal: str, proof: str) -> None:
    sql("UPDATE ledger_head SET number = %s, seal = %s, proof = %s", number, seal, proof)


def test_a_head_that_was_altered_or_removed_is_found() -> None:
    """Cutting the end off and writing the head to fit fails without the key; removing the head fails too."""
    fifth = Line.objects.get(number=5)
    sql("DELETE FROM ledger_line WHERE number > 5")
    restore_head(5, fifth.seal, "f" * 64)
    assert (5, "is named by a head that was altered.") in sentences(verify())
    sql("DELETE FROM ledger_head")
    assert (5, "is the last line, but the head that seals the end is gone.") in sentences(verify())


def test_an_earlier_state_put_back_whole_needs_an_anchor() -> None:
    """Lines cut off together with an old copy of the head: the chain cannot tell; an anchor kept elsewhere can."""
    old = Head.objects.values_list("number", "seal", "proof").get()
    with transaction.atomic():
        record(None, "test.later", "row:9")
    anchor = Line.objects.get(number=LENGTH + 1)
    sql("DELETE FROM ledger_line WHERE number > %s", LENGTH)
    restore_head(*old)
    assert verify().holds  # honest: from the inside it looks whole
    assert sentences(verify(expect=(anchor.number, anchor.seal))) == [
        (LENGTH + 1, "was noted elsewhere and is not here: the ledger was cut off or put back.")
    ]


def test_an_anchor_of_the_chain_as_it_is_holds_and_of_another_does_not() -> None:
    """The noted seal of an early line holds later; another seal for the same number is found."""
    third = Line.objects.get(number=3)
    assert verify(expect=(3, third.seal)).holds
    assert sentences(verify(expect=(3, "0" * 64))) == [
        (3, "has another seal than the one that was noted: the chain was written anew.")
    ]


def test_many_findings_are_counted_and_the_first_hundred_kept() -> None:
    """With another key every line is wrong; memory stays small, the count is right."""
    for _ in range(150):
        with transaction.atomic():
            record(None, "test.more", "row:1")
    sql("UPDATE ledger_line SET actor = 5")
    result = verify()
    assert (result.wrong, len(result.findings)) == (LENGTH + 150, 100)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Line.objects.filter(number=1).update(actor=5),
        lambda: Line.objects.all().delete(),
        lambda: Line.objects.get(number=1).delete(),
        lambda: Line.objects.get(number=1).save(),
        lambda: Line.objects.bulk_update([Line.objects.get(number=1)], ["actor"]),
        lambda: Line.objects.bulk_create([Line(number=99)]),
        lambda: Line.objects.update_or_create(number=1, defaults={"actor": 5}),
    ],
)
def test_the_models_refuse_to_change_or_delete_a_line(attempt: Callable[[], object]) -> None:
    """Every way that the ORM has to change or remove a line raises, and the chain holds."""
    with pytest.raises(LedgerIsAppendOnlyError):
        attempt()
    assert verify().holds
    assert Line.objects.count() == LENGTH


@pytest.mark.parametrize(
    "fact", ["Ada Interviewer", "ada@example.org", "She said yes.", 3.5, {"a": 1}, ["two words"]]
)
def test_what_could_be_a_name_or_a_text_is_not_recorded(fact: Any) -> None:
    """A fact with a space or an @ in it, a decimal or a mapping is refused; ids, digests and moments are not."""
    with pytest.raises(ValueError, match="must be an id, a word or"), transaction.atomic():
        record(None, "test.told", "row:1", fact=fact)
    with transaction.atomic():
        record(
            None,
            "test.told",
            "row:1",
            fact=digest(str(fact)),
            when="2026-01-01T09:00:00+00:00",
            role="hiring-manager",
        )
    assert verify().holds


@transaction.atomic
def write_and_fail() -> None:
    record(None, "test.failed", "row:1")
    raise LookupError


@pytest.mark.django_db(transaction=True)
def test_a_line_is_written_only_with_what_it_records() -> None:
    """Outside a transaction nothing is recorded; in one that fails the line goes with the rest."""
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(None, "test.alone", "row:1")
    before = Line.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(None, "test.failed", "row:1", share=1 // 0)
    with pytest.raises(LookupError):
        write_and_fail()
    assert Line.objects.count() == before
    assert verify().holds

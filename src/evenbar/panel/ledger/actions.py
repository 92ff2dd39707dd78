"""Writing a line. Every action of every app calls `record` inside its own transaction, so that both stand or fall."""

import re
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from evenbar.panel.ledger import chain
from evenbar.panel.ledger.models import Head, Line

digest = chain.digest
LOCK = 0x1ED6E4  # PostgreSQL advisory lock that queues writers of the chain

# No decimals: databases write them differently, and the seal is over how they are written.
Fact = str | int | bool | None | list[int] | list[str]
# Ids, digests, moments, the names of states and stages: one word. What has a space in it, or an @, is text.
WORD = re.compile(r"[\w:./+-]{0,128}")


def record(actor: Any, action: str, subject: Any, **facts: Fact) -> None:
    """Append one line: `actor` an account or None, `subject` a saved row or "model:id", `facts` ids and digests."""
    if not connection.in_atomic_block:
        raise RuntimeError("ledger.record must run inside the transaction of the action that it records.")
    _require_no_text(action, facts)
    head = _lock_head()
    number = head.number + 1
    line: dict[str, Any] = {
        "number": number,
        "at": timezone.now().isoformat(timespec="microseconds"),
        "actor": None if actor is None else actor.pk,
        "action": action,
        "subject": subject if isinstance(subject, str) else name_of(subject),
        "facts": facts,
        "previous": head.seal or chain.BEGINNING,
    }
    seal = chain.seal_of(**line)
    Line.objects.create(**line, seal=seal)
    Head.objects.filter(pk=1).update(number=number, seal=seal, proof=chain.proof_of(number, seal))


def _require_no_text(action: str, facts: dict[str, Fact]) -> None:
    """Refuse what could be a name, an e-mail or a sentence: it could never be erased."""
    for key, value in facts.items():
        for part in value if isinstance(value, list | tuple) else [value]:
            if isinstance(part, str) and WORD.fullmatch(part):
                continue
            if part is not None and not isinstance(part, int):
                raise ValueError(
                    f"{action}: {key!r} must be an id, a word or ledger.actions.digest(text), not {part!r}."
                )


def record_view(actor: Any, what: str, subject: Any, **facts: Fact) -> None:
    """Append a line that an account saw ratings; pages call it with what they showed."""
    with transaction.atomic():
        record(actor, f"{what}.seen", subject, **facts)


@transaction.atomic
def record_export(actor: Any) -> None:
    """Append a line that the whole ledger was exported. Administrators and compliance may; None is the command line."""
    record(actor, "ledger.exported", "ledger:1")


@transaction.atomic
def record_operation(action: str, **facts: Fact) -> None:
    """Append a line that the whole store was backed up or restored; the command line alone may, as the system."""
    record(None, action, "store:1", **facts)


def name_of(row: Any) -> str:
    """The ledger's name of a row: "model:id"."""
    return f"{row._meta.model_name}:{row.pk}"


def _lock_head() -> Head:
    """Queue behind other writers (SQLite already does, by BEGIN IMMEDIATE), then read the head."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    head, _ = Head.objects.get_or_create(pk=1)
    return head

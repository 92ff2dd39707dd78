"""What the ledger remembers. Only this app may import these models (a contract of the house).

A line holds ids and keyed digests, never names or text, so that erasing a person later leaves the chain true. Lines are
written by actions.record and by nothing else; changing or deleting one through these models is an error. Whoever
reaches the database past them is found by verification.py.
"""

from typing import Any, NoReturn

from django.db import models


class LedgerIsAppendOnlyError(Exception):
    """Somebody tried to change or delete a line of the ledger."""

    def __init__(self) -> None:
        super().__init__(
            "A line of the ledger is never changed or deleted; ledger.actions.record writes a new one."
        )


class LineQuerySet(models.QuerySet["Line"]):
    """Reads and appends; everything else is refused."""

    def update(self, **_fields: Any) -> NoReturn:
        raise LedgerIsAppendOnlyError

    def delete(self) -> NoReturn:
        raise LedgerIsAppendOnlyError

    def bulk_create(self, *_args: Any, **_options: Any) -> NoReturn:
        raise LedgerIsAppendOnlyError

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        raise LedgerIsAppendOnlyError

    def update_or_create(self, *_args: Any, **_options: Any) -> NoReturn:
        raise LedgerIsAppendOnlyError


class Line(models.Model):
    """One line: who did what to which object when, chained to the line before it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)  # ISO 8601 in UTC, stored as hashed
    actor = models.BigIntegerField(null=True)  # account id; null is the system itself
    action = models.CharField(max_length=60)  # "app.verb"
    subject = models.CharField(max_length=60)  # "model:id"
    facts = models.JSONField(default=dict)  # ids, numbers and digests only
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = LineQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject"]),
            models.Index(fields=["actor"]),
            models.Index(fields=["action"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"

    def save(self, **options: Any) -> None:
        if not options.get("force_insert"):
            raise LedgerIsAppendOnlyError
        super().save(**options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise LedgerIsAppendOnlyError


class Head(models.Model):
    """The newest line's number and a keyed seal over it: a chain that was cut short no longer fits its head."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    proof = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"head {self.number}"

"""What the ledger remembers. Only this app may import these models (a contract of the house).

A line holds ids and keyed digests, never names or text, so that erasing a person later leaves the chain true.
"""

from django.db import models


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

    class Meta:
        indexes = [models.Index(fields=["subject"]), models.Index(fields=["actor"])]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"


class Head(models.Model):
    """The newest line's number and a keyed seal over it: a chain that was cut short no longer fits its head."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    proof = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"head {self.number}"

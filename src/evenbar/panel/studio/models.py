"""What is remembered of scorecards: a draft text that changes and published versions that never do.

A version is its YAML text plus fingerprint; there is no second copy of its parts in tables.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Scorecard(models.Model):
    """A line of versions with at most one open draft."""

    title = models.CharField(max_length=200)
    origin = models.CharField(
        max_length=200, blank=True
    )  # "library: senior-ml-engineer", "upload", "version 12"
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """The text being written. `revision` counts saves, so that two editors never overwrite each other unseen."""

    scorecard = models.OneToOneField(Scorecard, on_delete=models.CASCADE, related_name="draft")
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"draft of {self.scorecard_id}"


class DraftState(models.Model):
    """An earlier text of a draft: what a later editor began from, and what undo goes back to."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="states")
    revision = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision"], name="one_draft_state_a_revision")
        ]

    def __str__(self) -> str:
        return f"revision {self.revision}"


class Version(models.Model):
    """A published scorecard: immutable text with its fingerprint."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)  # why this version exists
    lint_reason = models.CharField(max_length=500, blank=True)  # why it was published with errors
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["scorecard_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "number"], name="one_row_a_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change a published text: only the withdrawal may be written later."""
        if self.pk is not None and set(kwargs.get("update_fields") or ["text"]) != {"withdrawn_at"}:
            raise ValueError("A published version never changes; publish a new one.")
        super().save(*args, **kwargs)

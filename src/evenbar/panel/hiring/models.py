"""What is remembered of openings, their panels, candidates and papers. Interviews live in scheduling."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from evenbar.panel.people.models import Role
from evenbar.panel.studio.models import Version

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no letters that look alike


def make_handle() -> str:
    """A short name for a candidate that tells nothing about the person: "7F3K"."""
    return "".join(secrets.choice(ALPHABET) for _ in range(4))


def make_handles(count: int) -> list[str]:
    """Handles that no candidate has yet, for many rows at once."""
    taken = set(Candidate.objects.values_list("handle", flat=True))
    fresh: set[str] = set()
    while len(fresh) < count:
        # Longer names once a twentieth of the short ones is gone, so that the search stays short.
        longer = make_handle()[:1] if len(taken) + len(fresh) > len(ALPHABET) ** 4 // 20 else ""
        fresh |= {make_handle() + longer} - taken
    return list(fresh)


class Opening(models.Model):
    """A role being filled, on one published scorecard version at a time."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    title = models.CharField(max_length=200)
    team = models.CharField(max_length=120, blank=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="openings")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    cloned_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="clones")

    class Meta:
        ordering = ["status", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class VersionChange(models.Model):
    """The opening moved from one scorecard version to another, by whom and why."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="version_changes")
    before = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.before_id} to {self.after_id}"


class OpeningChange(models.Model):
    """The opening was closed or opened again, by whom and why."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10)  # "closed", "reopened"
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.kind


class Member(models.Model):
    """Somebody's role on one opening; `stages` lists the stage ids they may interview.

    An empty list means all for interviewers and trainees, none for hiring managers and recruiters.
    """

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    stages = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "user", "role"], name="one_row_a_member_role")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

    def may_interview(self, stage: str) -> bool:
        """Whether this role lets its holder interview a stage, or shadow it."""
        if not self.stages:
            return self.role in (Role.INTERVIEWER, Role.TRAINEE)
        return stage in self.stages


class Candidate(models.Model):
    """A person who applied. `merged_into` points to the record that was kept when two were one person."""

    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    handle = models.CharField(max_length=8, unique=True, default=make_handle)
    brief = models.TextField(blank=True)  # what interviewers may read: no school, no employer
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["email"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new candidate whose handle is taken gets another one."""
        if self._state.adding and Candidate.objects.filter(handle=self.handle).exists():
            self.handle = make_handles(1)[0]
        super().save(*args, **kwargs)


class CandidateChange(models.Model):
    """A correction of what is written about a candidate: the field, what stood before, what after."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=10)  # "name", "email", "brief"
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.field} of {self.candidate_id}"


class Merge(models.Model):
    """Two records were one person: which was kept, and every row that moved to it."""

    keep = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="merges")
    duplicate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)  # relation name: ids
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.duplicate_id} into {self.keep_id}"


class Application(models.Model):
    """A candidate in one opening, at one stage, with one status."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        ON_HOLD = "on-hold", "On hold"
        OFFER = "offer", "Offer"
        HIRED = "hired", "Hired"
        DECLINED = "declined", "Declined by us"
        WITHDRAWN = "withdrawn", "Withdrew"

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    stage = models.CharField(max_length=100)  # a stage id of the opening's version
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    source = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["opening", "status", "stage"])]

    def __str__(self) -> str:
        return f"{self.candidate} for {self.opening}"


class CandidateImport(models.Model):
    """A list of candidates that was imported whole. Its key makes a repeated request import once."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="imports")
    key = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)  # keyed digest of the rows
    count = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.count} candidates"


class ApplicationChange(models.Model):
    """A move to another stage or status, with its reason. Nothing is overwritten without one of these."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10)  # "stage", "status", "merge"
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.before} to {self.after}"


class Document(models.Model):
    """A candidate's paper. Its bytes stand in DocumentContent, so that lists never load them."""

    class Kind(models.TextChoices):
        RESUME = "resume", "Résumé"
        PORTFOLIO = "portfolio", "Portfolio"
        OTHER = "other", "Other"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.RESUME)
    title = models.CharField(max_length=200)  # shown; never used as a path
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class DocumentContent(models.Model):
    """The bytes of a document, in the database, so that backup and restore treat them like everything else."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="content")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.document_id}"

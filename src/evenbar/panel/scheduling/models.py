"""What is remembered of interviews to hold: the meeting, who is in it, every change, links for guests."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from evenbar.panel.hiring.models import Application
from evenbar.panel.studio.models import Version


class Interview(models.Model):
    """One meeting of a candidate with one or more interviewers on one stage, under one scorecard version."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interviews")
    stage = models.CharField(max_length=100)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="interviews")
    # Whether the stage of that version rates anything: queries of what is owed cannot read a scorecard's text.
    is_rated = models.BooleanField(default=True)
    starts_at = models.DateTimeField(null=True)  # null: to be scheduled
    minutes = models.PositiveIntegerField(default=60)
    time_zone = models.CharField(max_length=64, default="UTC")
    place = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    sequence = models.PositiveIntegerField(default=0)  # counts changes, for calendars (RFC 5545 SEQUENCE)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.stage} of {self.application_id}"

    @property
    def ends_at(self) -> datetime | None:
        """When the conversation is over and its scorecards are due; None while it has no time yet."""
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)


class InterviewChange(models.Model):
    """A rescheduling, a cancelling, a change of who interviews: what stood before, what after, why."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(
        max_length=12
    )  # "rescheduled", "cancelled", "restored", "version", or an assignment's status
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.kind


class Assignment(models.Model):
    """One interviewer in one interview; trainees rate in parallel and count nowhere."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", "Assigned"
        DECLINED = "declined", "Declined"
        CONFLICT = "conflict", "Conflict of interest"
        REPLACED = "replaced", "Replaced"
        REMOVED = "removed", "Removed"

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="assignments")
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    is_trainee = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASSIGNED)
    reason = models.CharField(max_length=500, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "interviewer"], name="one_assignment_an_interviewer")
        ]

    def __str__(self) -> str:
        return f"{self.interviewer_id} in {self.interview_id}"


class GuestLink(models.Model):
    """A signed link to one interview for somebody without an account; withdrawn or expired, it opens none."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="guest_link")
    nonce = models.CharField(max_length=32)  # a new link makes the earlier one worthless
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"link of {self.assignment_id}"

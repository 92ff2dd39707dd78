"""What is remembered of deciding: debriefs, ratings after discussion, signed decisions."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from evenbar.panel.hiring.models import Application
from evenbar.panel.interviewing.models import Kept, Missing, Rating
from evenbar.panel.studio.models import Version


class Debrief(models.Model):
    """A talk about one candidate over a set of stages. Until `opened_at` nobody sees another's ratings of them."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="debriefs")
    title = models.CharField(max_length=160)
    stages = models.JSONField(default=list)  # stage ids
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    missing_at_opening = models.JSONField(default=list)  # assignment ids that were still owed
    reason_opened_early = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class RatingAfterDebrief(Kept):
    """An interviewer's level after discussion, beside the independent one and never mixed in."""

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="later_ratings")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="later_ratings")
    level = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=14, choices=Missing.choices, blank=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) ^ models.Q(missing=""), name="later_level_or_missing"
            ),
        ]

    def __str__(self) -> str:
        return f"after debrief {self.debrief_id}: {self.rating_id}"


class Decision(Kept):
    """What people decided, signed once. A change of mind is a new decision that supersedes this one."""

    class Outcome(models.TextChoices):
        ADVANCE = "advance", "Advance"
        OFFER = "offer", "Make an offer"
        NO = "no", "No"
        HOLD = "hold", "Hold"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    rule = models.CharField(max_length=200)  # the scorecard's rule and bar as applied, in words
    summary = models.TextField()
    figures = models.JSONField(default=dict)  # weighted mean, coverage, bounds, n at signing
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    request_key = models.CharField(max_length=40, unique=True)  # a repeated request signs once
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )

    class Meta:
        ordering = ["-signed_at", "-pk"]

    def __str__(self) -> str:
        return self.get_outcome_display()


class DecisionReason(Kept):
    """Why, for one criterion."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reasons")
    criterion = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.criterion


class Decider(Kept):
    """Somebody who took part in the decision; `dissent` holds their words when they disagree."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="deciders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dissent = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "user"], name="one_row_a_decider")]

    def __str__(self) -> str:
        return str(self.user)

"""What is remembered of interviewing: drafts, sealed scorecards and their amendments.

A draft is one JSON document that belongs to its author alone. Sealing turns it into rows that never change.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from evenbar.panel.scheduling.models import Assignment

LEVELS = (1, 2, 3, 4, 5)


class Missing(models.TextChoices):
    """The three kinds of missing rating. None of them is ever a number."""

    NOT_PLANNED = "not-planned", "Not planned for this interview"
    NOT_REACHED = "not-reached", "Not reached"
    NOTHING_SHOWN = "nothing-shown", "Asked, nothing shown"


class Recommendation(models.TextChoices):
    """The overall recommendation: given last, separate, in no average."""

    STRONG_NO = "strong-no", "Strong no"
    NO = "no", "No"
    YES = "yes", "Yes"
    STRONG_YES = "strong-yes", "Strong yes"


class Draft(models.Model):
    """The unsealed scorecard of one assignment. `revision` goes up by one with every save (drafts.py says the body)."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="draft")
    body = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    tab = models.CharField(
        max_length=40, blank=True
    )  # the open page that saved last, and how many saves it had sent:
    count = models.PositiveIntegerField(
        default=0
    )  # its repeats and late arrivals are known, and are no conflict

    def __str__(self) -> str:
        return f"draft of {self.assignment_id}"


class DraftState(models.Model):
    """An earlier state of a draft, at hand for undo."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="states")
    revision = models.PositiveIntegerField()
    body = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["draft", "revision"], name="one_state_a_revision")]

    def __str__(self) -> str:
        return f"revision {self.revision}"


class Kept(models.Model):
    """A row that is written once. Changing or deleting it through the model is refused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValueError("What was submitted never changes; record an amendment.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValueError("What was submitted is never deleted.")


class SealedScorecard(Kept):
    """What one interviewer submitted for one interview. Its rows never change; amendments stand beside them."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sealed")
    recommendation = models.CharField(max_length=10, choices=Recommendation.choices, blank=True)
    note = models.TextField(blank=True)  # the summary, and what was filed to no criterion
    sealed_at = models.DateTimeField(default=timezone.now)
    by_guest = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"sealed {self.assignment_id}"


class Rating(Kept):
    """One interviewer on one criterion: a level with evidence, or one of the kinds of missing. Never both."""

    sealed = models.ForeignKey(SealedScorecard, on_delete=models.PROTECT, related_name="ratings")
    criterion = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=14, choices=Missing.choices, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sealed", "criterion"], name="one_rating_a_criterion"),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) ^ models.Q(missing=""),
                name="level_or_missing_not_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level or self.missing}"


class Evidence(Kept):
    """What was said or done, under a criterion and perhaps a question."""

    class Prompted(models.TextChoices):
        UNKNOWN = "", "Not said"
        PROMPTED = "prompted", "Prompted"
        UNPROMPTED = "unprompted", "Unprompted"

    class Direction(models.TextChoices):
        UNKNOWN = "", "Not said"
        FOR = "for", "For"
        AGAINST = "against", "Against"

    sealed = models.ForeignKey(SealedScorecard, on_delete=models.PROTECT, related_name="evidence")
    criterion = models.CharField(max_length=100)
    question = models.CharField(max_length=100, blank=True)
    text = models.TextField()
    prompted = models.CharField(max_length=10, choices=Prompted.choices, blank=True)
    direction = models.CharField(max_length=7, choices=Direction.choices, blank=True)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class Amendment(Kept):
    """A correction of a sealed rating before its debrief opened, with its reason; the last one counts."""

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="amendments")
    level = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=14, choices=Missing.choices, blank=True)
    evidence = models.TextField(blank=True)  # what is added to the evidence
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) ^ models.Q(missing=""), name="amended_level_or_missing"
            ),
        ]

    def __str__(self) -> str:
        return f"amendment of {self.rating_id}"

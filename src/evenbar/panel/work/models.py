"""What is remembered of background work: kept answers, and which of them are asked for.

A kept answer can always be computed again. It holds ids and numbers, never a name nor anything that somebody wrote.
"""

from django.db import models


class KeptAnswer(models.Model):
    """The answer to one kind of question about one scope, and whether it is to be computed again.

    `asked_at` stands while it is. Whoever computes it holds a lease: a token, and the moment until which nobody else
    may begin. A lease that ran out belonged to a worker that was killed.
    """

    kind = models.CharField(max_length=40)
    scope = models.TextField()
    scope_digest = models.CharField(
        max_length=64
    )  # an index over the scope itself would have a longest scope
    about = models.TextField(blank=True)  # ",opening:5,": what it is asked for again by
    fingerprint = models.CharField(max_length=64, blank=True)  # of the data that it was computed from
    computed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # begun since it was asked for
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    failed = models.CharField(max_length=64, blank=True)  # fingerprint of the data that no answer came from
    rests_on = models.JSONField(default=list)  # ids of the applications whose ratings went in
    value = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope_digest"], name="one_answer_a_question")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.scope}"

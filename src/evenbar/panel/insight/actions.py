"""What Insight writes: that an account saw estimates, and that it took the data along. Nothing else is written."""

from django.db import transaction

from evenbar.panel.insight.visibility import Look
from evenbar.panel.ledger.actions import record


@transaction.atomic
def note_seen(*, actor: Look, page: str) -> None:
    """Note that estimates were shown. Whoever may look; the ledger says which page, openings and period."""
    record(actor.user, "insight.seen", f"insight:{page}", **_about(actor))


@transaction.atomic
def note_taken(*, actor: Look, page: str) -> None:
    """Note that data were downloaded. Whoever may look; the ledger says which page, openings and period."""
    record(actor.user, "insight.downloaded", f"insight:{page}", **_about(actor))


def _about(look: Look) -> dict[str, str | list[int] | None]:
    scope = look.scope
    return {
        "lens": look.lens,
        "openings": None if scope.openings is None else list(scope.openings),
        "since": None if scope.since is None else scope.since.isoformat(),
    }

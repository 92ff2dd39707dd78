"""Who may read the ledger. The roles are read by the account's related name, because people stands above."""

from typing import Any

from django.db.models import QuerySet

from evenbar.panel.ledger.models import Line

READERS = frozenset({"administrator", "compliance"})


def may_read(user: Any) -> bool:
    """Administrators and compliance officers."""
    return bool(user.is_authenticated and user.organisation_roles.filter(role__in=READERS).exists())


def lines_for(user: Any) -> QuerySet[Line]:
    """Every line for those who may read the ledger, none for everyone else."""
    return Line.objects.all() if may_read(user) else Line.objects.none()

"""Who may see which scorecard and version; and a published text, parsed once per fingerprint.

Whoever may write scorecards reads and writes all of the organisation. Everyone else with an account reads the
published versions of openings that they are on and of interviews that they hold. Guests and outsiders read none.
"""

from functools import lru_cache
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from evenbar.panel.people.models import Role
from evenbar.panel.people.visibility import may_write_scorecards
from evenbar.panel.studio.models import Draft, DraftState, Scorecard, Version
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard as Document

# Whose work on an opening needs its scorecard; analysts and compliance read aggregates instead.
READS_ON_OPENING = (
    Role.ADMINISTRATOR,
    Role.RECRUITER,
    Role.HIRING_MANAGER,
    Role.INTERVIEWER,
    Role.TRAINEE,
)


def may_write(user: Any) -> bool:
    """Administrators, recruiters and hiring managers of the organisation; never a guest."""
    return not getattr(user, "is_guest", True) and may_write_scorecards(user)


def scorecards_for(user: Any) -> QuerySet[Scorecard]:
    """All scorecards for whoever may write them, none for anyone else."""
    return Scorecard.objects.all() if may_write(user) else Scorecard.objects.none()


def listed_scorecards(user: Any) -> QuerySet[Scorecard]:
    """The scorecards with their draft, newest version and number of openings, without any text."""
    newest = Version.objects.filter(scorecard=OuterRef("pk"), withdrawn_at=None).order_by("-number")
    return (
        scorecards_for(user)
        .select_related("draft__updated_by")
        .defer("draft__text")
        .annotate(
            newest_id=Subquery(newest.values("pk")[:1]),
            newest_number=Subquery(newest.values("number")[:1]),
            newest_at=Subquery(newest.values("published_at")[:1]),
            opening_count=Count("versions__openings", distinct=True),
        )
    )


def drafts_for(user: Any) -> QuerySet[Draft]:
    """All drafts for whoever may write scorecards, none for anyone else."""
    rows = Draft.objects.select_related("scorecard", "updated_by")
    return rows if may_write(user) else rows.none()


def text_at(draft: Draft, revision: int) -> str | None:
    """The draft's text at a revision, None where it is no longer kept."""
    if revision == draft.revision:
        return draft.text
    return DraftState.objects.filter(draft=draft, revision=revision).values_list("text", flat=True).first()


def versions_for(user: Any) -> QuerySet[Version]:
    """All versions for whoever may write; else those of the account's openings and interviews."""
    rows = Version.objects.select_related("scorecard", "published_by")
    if may_write(user):
        return rows
    if user.is_guest:
        return rows.none()
    on_opening = Q(openings__members__user=user, openings__members__role__in=READS_ON_OPENING)
    in_interview = Q(
        interviews__assignments__interviewer=user,
        interviews__assignments__status="assigned",
        interviews__status="planned",
    )
    return rows.filter(pk__in=Version.objects.filter(on_opening | in_interview).values("pk"))


def versions_of(user: Any, scorecard: Scorecard) -> QuerySet[Version]:
    """The versions of a scorecard with the openings that use each, newest first, without their text."""
    rows = versions_for(user).filter(scorecard=scorecard).defer("text")
    return rows.annotate(opening_count=Count("openings", distinct=True)).order_by("-number")


def last_version(scorecard: Scorecard) -> Version | None:
    """The newest version that is not withdrawn."""
    return Version.objects.filter(scorecard=scorecard, withdrawn_at=None).order_by("-number").first()


def next_number(scorecard: Scorecard) -> int:
    """The number that the next version of a scorecard gets; withdrawn ones keep theirs."""
    newest = (
        Version.objects.filter(scorecard=scorecard)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return (newest or 0) + 1


def use_of(version: Version) -> str:
    """Why a version cannot be withdrawn, as the end of a sentence; empty where nothing stands against it."""
    rows = Version.objects.filter(pk=version.pk)
    if rows.filter(interviews__assignments__sealed__isnull=False).exists():
        return "candidates have been rated against it"
    if rows.filter(openings__isnull=False).exists():
        return "an opening uses it"
    if rows.filter(interviews__status="planned").exists():
        return "interviews are planned on it"
    return ""


def parsed(version: Version) -> Document:
    """The version's scorecard as dataclasses; its text is read only when this process has not parsed it yet."""
    return parsed_as(version.fingerprint, version.pk)


@lru_cache(maxsize=128)
def parsed_as(fingerprint: str, pk: int) -> Document:  # noqa: ARG001 - the fingerprint keeps the cache true
    """The same by a version's fingerprint and id, for who has not fetched its row."""
    return read(Version.objects.values_list("text", flat=True).get(pk=pk))

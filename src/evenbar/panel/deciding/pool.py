"""The pool: the ratings that may enter an estimate which is shown to anybody. It is the same for every viewer.

Only what is *settled* is in it: independent ratings of the panel, as last amended before their debrief opened, on
candidates on whom nobody owes a scorecard in any opening. So no account that owes something can read a number that
was computed from what it may not see yet. Who may look at which number at all is for each page's visibility.

A debrief puts its own candidate's opened ratings into the pool of its opening, for those behind its wall alone.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, QuerySet

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.interviewing.models import LEVELS, Amendment, Rating
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import STANDING, owed
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed

if TYPE_CHECKING:
    from evenbar.measure.ratings import RatingTable

Row = TypeVar("Row", bound=Model)
COLUMNS = (
    "sealed__pk",
    "interview__application_id",
    "interview__application__candidate_id",
    "interview__application__opening_id",
    "interviewer_id",
    "interview__version_id",
    "interview__stage",
    "sealed__sealed_at",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed scorecard of the pool; `opened_at` is when the first debrief on its stage was opened."""

    sealed: int
    application: int
    candidate: int
    opening: int
    interviewer: int
    version: int
    stage: str
    sealed_at: datetime
    opened_at: datetime


@dataclass(frozen=True)
class Pool:
    """Scorecards whose ratings may be counted. `openings` is None for all of the organisation's.

    `amendments` maps a scorecard to the amendments of its ratings. `own` is the debrief's own candidate, if any.
    """

    openings: tuple[int, ...] | None
    entries: tuple[Entry, ...]
    amendments: dict[int, tuple[int, ...]]
    own: int | None = None

    @cached_property
    def applications(self) -> frozenset[int]:
        """Whose ratings are in it: what is computed from it may be shown while all of these stay settled."""
        return frozenset(entry.application for entry in self.entries)

    @cached_property
    def most_ratings(self) -> int:
        """How many ratings it holds at most, told without reading one: what the stages plan."""
        versions = _versions({entry.version for entry in self.entries})
        return sum(len(parsed(versions[e.version]).stage(e.stage).criteria) for e in self.entries)

    @cached_property
    def fingerprint(self) -> str:
        """Tells this pool from any other: sealed scorecards never change, so who, what and which is enough."""
        rows = [
            (e.sealed, e.application, e.opening, e.interviewer, e.version, self.amendments.get(e.sealed, ()))
            for e in self.entries
        ]
        said = json.dumps([self.openings, self.own, sorted(rows)], separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


def pool_of(openings: Iterable[int] | None) -> Pool:
    """The settled scorecards of a set of openings, or with None of all; four queries, and no rating is read."""
    scope = None if openings is None else tuple(sorted(set(openings)))
    opened = _opened(_of_openings(Debrief.objects.filter(opened_at__isnull=False), "application", scope))
    waiting = set(owed().values_list("interview__application__candidate_id", flat=True))
    entries = [entry for entry in _entries(_sealed(scope), opened) if entry.candidate not in waiting]
    return Pool(scope, tuple(entries), _amendments(scope, {entry.sealed for entry in entries}))


def pool_with(debrief: Debrief) -> Pool:
    """The pool of a debrief's opening with the debrief's own candidate in it, rated in its stages alone.

    For who stands behind the wall of this debrief. Whatever else of the candidate is settled stays out, so that the
    score is computed from the ratings that the page shows.
    """
    opening, own = debrief.application.opening_id, debrief.application_id
    others = pool_of([opening])
    opened = _opened(Debrief.objects.filter(application=own, opened_at__isnull=False))
    rows = _sealed((opening,)).filter(interview__application=own, interview__stage__in=debrief.stages)
    entries = [entry for entry in others.entries if entry.application != own]
    entries = sorted([*entries, *_entries(rows, opened)], key=lambda entry: entry.sealed)
    amended = _amendments((opening,), {entry.sealed for entry in entries})
    return Pool((opening,), tuple(entries), amended, own)


def _sealed(scope: tuple[int, ...] | None) -> QuerySet[Assignment]:
    """The panel's assignments that stand and are sealed; trainees' never."""
    rows = Assignment.objects.filter(STANDING, is_trainee=False, sealed__isnull=False)
    return _of_openings(rows, "interview__application", scope).order_by("sealed__pk")


def _of_openings(rows: QuerySet[Row], application: str, scope: tuple[int, ...] | None) -> QuerySet[Row]:
    return rows if scope is None else rows.filter(**{f"{application}__opening__in": scope})


def _opened(debriefs: QuerySet[Debrief]) -> dict[tuple[int, str], datetime]:
    """When the first debrief that covers a candidate's stage was opened."""
    found: dict[tuple[int, str], datetime] = {}
    rows = debriefs.order_by("-opened_at", "-pk").values_list("application_id", "stages", "opened_at")
    for application, stages, at in rows:
        found |= {(application, stage): at for stage in stages if at is not None}
    return found


def _entries(rows: QuerySet[Assignment], opened: dict[tuple[int, str], datetime]) -> list[Entry]:
    """The scorecards among them whose debrief has been opened."""
    found = []
    for row in rows.values_list(*COLUMNS):
        sealed, application, candidate, opening, interviewer, version, stage, sealed_at = row
        at = opened.get((application, stage))
        if at is not None:
            entry = Entry(
                sealed, application, candidate, opening, interviewer, version, stage, sealed_at, opened_at=at
            )
            found.append(entry)
    return found


def _amendments(scope: tuple[int, ...] | None, sealed: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The amendments of each of these scorecards, by id."""
    rows = _of_openings(Amendment.objects.all(), "rating__sealed__assignment__interview__application", scope)
    found: dict[int, tuple[int, ...]] = {}
    for scorecard, pk in rows.order_by("pk").values_list("rating__sealed_id", "pk"):
        if scorecard in sealed:
            found[scorecard] = (*found.get(scorecard, ()), pk)
    return found


def _versions(ids: Collection[int]) -> dict[int, Version]:
    return Version.objects.defer("text").in_bulk(list(ids))


@lru_cache(maxsize=128)
def _keys(fingerprint: str, pk: int) -> dict[str, str]:  # noqa: ARG001 - the fingerprint keeps the cache true
    """Criterion id -> its name in a table, which changes with the anchors: other anchors, another criterion."""
    found = {}
    for criterion in parsed(Version.objects.defer("text").get(pk=pk)).criteria:
        said = [
            [anchor.level, anchor.summary, anchor.signals, anchor.example] for anchor in criterion.anchors
        ]
        digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        found[criterion.id] = f"{criterion.id}@{digest[:8]}"
    return found


def keys_of(version: Version) -> dict[str, str]:
    """Criterion id -> its name in the tables of a pool, under one scorecard version."""
    return _keys(version.fingerprint, version.pk)


def criterion_of(key: str) -> str:
    """The criterion's id, from its name in a table."""
    return key.rpartition("@")[0]


def levels_of(pool: Pool) -> list[tuple[Entry, str, int]]:
    """The ratings that count: scorecard, criterion's name in a table, level. What is missing is not among them."""
    entries = {entry.sealed: entry for entry in pool.entries}
    versions = _versions({entry.version for entry in pool.entries})
    keys = {pk: keys_of(version) for pk, version in versions.items()}
    application = "sealed__assignment__interview__application"
    ratings = _of_openings(Rating.objects.all(), application, pool.openings)
    levels = {
        (sealed, criterion): level
        for sealed, criterion, level in ratings.values_list("sealed_id", "criterion", "level")
        if sealed in entries
    }
    changes = _of_openings(Amendment.objects.all(), f"rating__{application}", pool.openings)
    columns = changes.order_by("at", "pk").values_list(
        "rating__sealed_id", "rating__criterion", "level", "at"
    )
    for sealed, criterion, level, at in columns:
        if sealed in entries and at < entries[sealed].opened_at:
            levels[sealed, criterion] = level
    return [
        (entries[sealed], keys[entries[sealed].version][criterion], level)
        for (sealed, criterion), level in sorted(levels.items())
        if level is not None
    ]


def table_of(pool: Pool) -> "RatingTable | None":
    """The pool as a rating table; None where nobody gave a level.

    Candidates are called by the id of their application, interviewers by that of their account, roles by that of
    the opening; the occasion is the moment of sealing. Names of people do not come into it.
    """
    import numpy as np

    from evenbar.measure.ratings import Labels, table

    rows = levels_of(pool)
    if not rows:
        return None
    moments, occasion = np.unique([entry.sealed_at.isoformat() for entry, _, _ in rows], return_inverse=True)
    stages, stage = np.unique([entry.stage for entry, _, _ in rows], return_inverse=True)
    made = table(
        candidate=[entry.application for entry, _, _ in rows],
        interviewer=[entry.interviewer for entry, _, _ in rows],
        criterion=[key for _, key, _ in rows],
        score=[level for _, _, level in rows],
        role=[entry.opening for entry, _, _ in rows],
        levels=(float(LEVELS[0]), float(LEVELS[-1])),
    )
    return replace(
        made,
        occasion=Labels(tuple(map(str, moments)), occasion.astype(np.int64)),
        stage=Labels(tuple(map(str, stages)), stage.astype(np.int64)),
    )

"""The three questions of Insight as kinds of kept answers: about interviewers, about reliability, about criteria.

Here a scope becomes a rating table with the weights and bars of its openings; estimating is for the modules of the
same names. Answers hold ids and numbers alone.
"""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

from evenbar.panel.deciding.pool import Pool, keys_of, table_of
from evenbar.panel.insight import criteria, interviewers, reliability
from evenbar.panel.insight.cards import Card
from evenbar.panel.insight.scope import pool_in, scope_of
from evenbar.panel.insight.visibility import versions_of
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed
from evenbar.panel.work.answers import Question, computes

INTERVIEWERS, RELIABILITY, CRITERIA = "insight.interviewers", "insight.reliability", "insight.criteria"
SHAPE = "2"  # raised when answers hold other fields: what was kept by an earlier release is computed anew
# Ratings up to which a page may wait for an answer, because it takes less than 200 ms: a fit of severities takes more
# from the first rating on, components and contributions do not (docs/insight.md).
SMALL = {INTERVIEWERS: 0, RELIABILITY: 1_000, CRITERIA: 2_000}


@computes(INTERVIEWERS)
def about_interviewers(scope: str) -> Question:
    """Severity, effects and change of the interviewers of a scope."""
    return _question(INTERVIEWERS, scope, interviewers.estimate)


@computes(RELIABILITY)
def about_reliability(scope: str) -> Question:
    """How reliable the scores of a scope are, and how many interviewers would be enough."""
    return _question(RELIABILITY, scope, reliability.estimate)


@computes(CRITERIA)
def about_criteria(scope: str) -> Question:
    """What each criterion of a scope adds."""
    return _question(CRITERIA, scope, criteria.estimate)


def _question(kind: str, scope: str, estimate: Callable[..., dict[str, Any]]) -> Question:
    pool = pool_in(scope_of(scope))
    openings = sorted({entry.opening for entry in pool.entries} | set(pool.openings or ()))
    versions = {pk: row.version for pk, row in versions_of(openings).items()}
    told = [SHAPE, pool.fingerprint, *(f"{pk} {version.fingerprint}" for pk, version in versions.items())]
    return Question(
        fingerprint=hashlib.sha256("\n".join(told).encode()).hexdigest(),
        compute=partial(_computed, pool, versions, estimate),
        rests_on=pool.applications,
        about=tuple(f"opening:{pk}" for pk in openings),
        small=pool.most_ratings <= SMALL[kind],
    )


def _computed(
    pool: Pool, versions: dict[int, Version], estimate: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    table = table_of(pool)
    if table is None:
        return {}
    cards = {str(pk): _card(version) for pk, version in versions.items()}
    return estimate(table, cards, scorecards=len(pool.entries))


def criterion_names(version: Version) -> dict[str, str]:
    """The names of a scorecard's criteria, by their name in a table."""
    keys = keys_of(version)
    return {keys[each.id]: each.name for each in parsed(version).criteria}


def _card(version: Version) -> Card:
    document, keys = parsed(version), keys_of(version)
    return Card(
        weights={keys[criterion]: float(share) for criterion, share in document.shares().items()},
        bar=None if document.decision.bar is None else float(document.decision.bar),
        minutes=tuple(stage.minutes or 60 for stage in document.stages if stage.rated),
    )

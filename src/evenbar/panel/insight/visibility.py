"""Who may see which estimates, of which openings, and under which names of interviewers.

Three ways of looking, and no other: a *manager* reads the openings that it manages, interviewers by name; an *analyst*
reads all openings, interviewers by pseudonym; whoever interviewed reads its *own* line and the panel's spread, in the
openings where it has submitted. Administrators read no ratings, and neither do guests, trainees and compliance. What
may enter an estimate at all is the pool's matter (deciding.pool): nothing of a candidate on whom anybody still owes.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from evenbar.panel.deciding.pool import Pool
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.hiring.visibility import conflicted_candidates
from evenbar.panel.insight.scope import PERIODS, Scope, begin_of, pool_in
from evenbar.panel.people.models import Role, User
from evenbar.panel.people.visibility import organisation_roles
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import STANDING, owed

Lens = Literal["manager", "analyst", "own"]
LENSES: dict[Lens, str] = {
    "manager": "The openings you manage",
    "analyst": "The whole organisation",
    "own": "Your own ratings",
}
MANAGES = (Role.HIRING_MANAGER, Role.RECRUITER)


@dataclass(frozen=True)
class Look:
    """What an account looks at: through which lens, at which openings, since when.

    `lenses` are all that it may choose, `openings` all of the lens; `chosen` is one of these, or None for all.
    """

    user: Any
    lens: Lens
    lenses: tuple[Lens, ...]
    openings: tuple[Opening, ...]
    chosen: Opening | None
    months: int | None

    @property
    def since(self) -> date | None:
        """The first day looked at; None for everything that was ever rated."""
        return begin_of(self.months, timezone.localdate())

    @property
    def scope(self) -> Scope:
        """What is to be computed: the analyst's whole is a scope of its own, so that a new opening joins it."""
        if self.chosen is not None:
            return Scope((self.chosen.pk,), self.since)
        whole = None if self.lens == "analyst" else tuple(sorted(each.pk for each in self.openings))
        return Scope(whole, self.since)

    @property
    def by_name(self) -> bool:
        """Whether interviewers are shown by name."""
        return self.lens == "manager"


def lenses_of(user: Any) -> tuple[Lens, ...]:
    """The ways of looking that an account has, the widest that shows names first; none for whoever may see nothing."""
    if not user.is_authenticated or user.is_guest:
        return ()
    found: list[Lens] = []
    if Role.RECRUITER in organisation_roles(user) or openings_through(user, "manager").exists():
        found.append("manager")
    if Role.ANALYST in organisation_roles(user):
        found.append("analyst")
    if _settled(user).exists():
        found.append("own")
    return tuple(found)


def may_look(user: Any) -> bool:
    """Whether an account has any way of looking; one query, since every page's navigation asks."""
    if not user.is_authenticated or user.is_guest:
        return False
    if organisation_roles(user) & {Role.RECRUITER, Role.ANALYST}:
        return True
    settled = _settled(user).values("interview__application__opening_id")
    return Opening.objects.filter(_managed_by(user) | Q(pk__in=settled)).exists()


def openings_through(user: Any, lens: Lens) -> QuerySet[Opening]:
    """The openings that an account sees through a lens, without the text of their scorecards."""
    rows = Opening.objects.select_related("version").defer("version__text").order_by("title", "pk")
    if lens == "analyst":
        return rows if Role.ANALYST in organisation_roles(user) else rows.none()
    if lens == "own":
        return rows.filter(pk__in=_settled(user).values("interview__application__opening_id"))
    if Role.RECRUITER in organisation_roles(user):
        return rows
    return rows.filter(_managed_by(user)).distinct()


def _managed_by(user: Any) -> Q:
    return Q(members__user=user, members__role__in=MANAGES)


def look(
    user: Any, *, lens: str = "", opening: int | None = None, months: int | None = PERIODS[0]
) -> Look | None:
    """What an account asks to look at; None where it may not: a lens it has not, an opening outside the lens."""
    lenses = lenses_of(user)
    chosen: Lens | None = next((each for each in lenses if each == lens or not lens), None)
    if chosen is None:
        return None
    openings = tuple(openings_through(user, chosen))
    one = next((each for each in openings if each.pk == opening), None)
    if opening is not None and one is None:
        return None
    return Look(user, chosen, lenses, openings, one, months)


def names_of(look: Look, interviewers: Collection[int]) -> dict[int, str]:
    """The names of interviewers by id: all for who manages, none for an analyst, else the account's own alone."""
    if look.lens == "analyst":
        return {}
    wanted = interviewers if look.by_name else {look.user.pk} & set(interviewers)
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))


def handles_of(look: Look, pool: Pool) -> dict[int, str]:
    """The handles of the pool's candidates by application, without those closed to a manager by a conflict.

    Only who manages gets any: an analyst's candidates are pseudonyms, and an own look has no rows of candidates.
    """
    if look.lens != "manager":
        return {}
    rows = Application.objects.filter(pk__in=pool.applications)
    rows = rows.exclude(candidate__in=conflicted_candidates(look.user))
    return dict(rows.values_list("pk", "candidate__handle"))


def versions_of(openings: Iterable[int]) -> dict[int, Opening]:
    """The openings of a pool by id, with the scorecard version that they stand on today. For estimates alone."""
    return Opening.objects.select_related("version").in_bulk(list(openings))


def fullest(look: Look) -> Look:
    """The look at the opening with the most scorecards that count; at the first where none has any."""
    held = Counter(entry.opening for entry in pool_in(look.scope).entries)
    return replace(look, chosen=max(look.openings, key=lambda each: held[each.pk]))


def _settled(user: Any) -> QuerySet[Assignment]:
    """The account's submitted scorecards on candidates with an opened debrief on whom nobody owes; trainees' never.

    Whether that debrief was on the scorecard's stage is the pool's to say: without it the own page stays empty.
    """
    rows = Assignment.objects.filter(STANDING, interviewer=user, is_trainee=False, sealed__isnull=False)
    rows = rows.filter(interview__application__debriefs__opened_at__isnull=False)
    waiting = owed().values("interview__application__candidate_id")
    return rows.exclude(interview__application__candidate__in=waiting)

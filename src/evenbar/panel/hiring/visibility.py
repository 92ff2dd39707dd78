"""Who may see which opening, candidate and document.

Interviewers see an opening they are on, and of its candidates only those whom they meet.
"""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from evenbar.panel.hiring.models import Application, Candidate, Document, Member, Opening
from evenbar.panel.people.models import OrganisationRole, Role, User
from evenbar.panel.people.visibility import EVERY_OPENING, organisation_roles
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed, parsed_as
from evenbar.scorecard.plan import Stage

MANAGING = frozenset({Role.ADMINISTRATOR, Role.RECRUITER, Role.HIRING_MANAGER})
IN_PROCESS = (Application.Status.ACTIVE, Application.Status.ON_HOLD, Application.Status.OFFER)
PANEL_ROLES = (Role.HIRING_MANAGER, Role.RECRUITER, Role.INTERVIEWER, Role.TRAINEE)


def sees_every_opening(user: Any) -> bool:
    """Administrators and recruiters of the organisation."""
    return bool(organisation_roles(user) & EVERY_OPENING)


def member_roles(user: Any, opening: Opening) -> frozenset[Role]:
    """The roles that an account holds on one opening; read once per request, for all openings together."""
    if not hasattr(user, "_member_roles"):
        held: dict[int, set[Role]] = {}
        for opening_id, role in Member.objects.filter(user=user).values_list("opening_id", "role"):
            held.setdefault(opening_id, set()).add(Role(role))
        user._member_roles = held
    return frozenset(user._member_roles.get(opening.pk, ()))


def forget_roles(user: Any) -> None:
    """Read the roles of an account anew: an action has changed them."""
    user.__dict__.pop("_member_roles", None)


def roles_on(user: Any, opening: Opening) -> frozenset[Role]:
    """What an account is on an opening: its roles there and the organisation roles that reach every opening."""
    return member_roles(user, opening) | (organisation_roles(user) & EVERY_OPENING)


def may_manage(user: Any, opening: Opening) -> bool:
    """Move candidates, schedule, invite, import: administrator, recruiter, the opening's hiring manager."""
    return bool(roles_on(user, opening) & MANAGING)


def openings_for(user: Any) -> QuerySet[Opening]:
    """The openings whose page an account may open."""
    rows = Opening.objects.select_related("version")
    if sees_every_opening(user):
        return rows
    return rows.filter(pk__in=Member.objects.filter(user=user).values("opening_id"))


def managed_openings(user: Any) -> QuerySet[Opening]:
    """The openings that an account may manage."""
    if sees_every_opening(user):
        return openings_for(user)
    managed = Member.objects.filter(user=user, role__in=MANAGING)
    return openings_for(user).filter(pk__in=managed.values("opening_id"))


def conflicted_candidates(user: Any) -> QuerySet[Candidate]:
    """The candidates on whom an account has declared a conflict of interest: closed to it in every role."""
    return Candidate.objects.filter(
        applications__interviews__assignments__interviewer=user,
        applications__interviews__assignments__status="conflict",
    )


def met_applications(user: Any) -> QuerySet[Application]:
    """The applications whose candidate the account meets in an interview that stands."""
    return Application.objects.filter(_meets(user))


def _meets(user: Any) -> Q:
    """One condition, so that all its parts speak of the same interview; a guest's link must still open it."""
    met = Q(
        interviews__assignments__interviewer=user,
        interviews__assignments__status="assigned",
        interviews__status="planned",
    )
    return met & link_holds("interviews__assignments__") if user.is_guest else met


def link_holds(assignment: str = "") -> Q:
    """The condition that a guest's link is neither withdrawn nor over; `assignment` is the way to the assignment."""
    return Q(
        **{
            f"{assignment}guest_link__withdrawn_at": None,
            f"{assignment}guest_link__expires_at__gt": timezone.now(),
        }
    )


def managed_applications(user: Any) -> QuerySet[Application]:
    """The applications that an account may manage."""
    return applications_for(user).filter(opening__in=managed_openings(user))


def applications_for(user: Any) -> QuerySet[Application]:
    """Managers see those of their openings, an interviewer those whom they meet."""
    rows = Application.objects.filter(
        Q(opening__in=managed_openings(user)) | Q(pk__in=met_applications(user).values("pk")),
        merged_into=None,
    ).exclude(candidate__in=conflicted_candidates(user))
    return rows.select_related("candidate", "opening__version")


def candidates_for(user: Any) -> QuerySet[Candidate]:
    """The people behind the applications that an account may manage."""
    return Candidate.objects.filter(
        pk__in=managed_applications(user).values("candidate_id"), merged_into=None
    )


def begun_applications() -> QuerySet[Application]:
    """The applications of whom somebody has rated or noted anything; they stay under the version it was done by."""
    begun = Q(interviews__assignments__sealed__isnull=False) | Q(interviews__assignments__draft__isnull=False)
    return Application.objects.filter(begun)


def known_by_email(user: Any) -> dict[str, Candidate]:
    """The candidates whom an account manages, by e-mail; one whom it does not see is not known to it."""
    return {row.email.lower(): row for row in candidates_for(user).exclude(email="").order_by("-pk")}


def documents_for(user: Any) -> QuerySet[Document]:
    """The papers of the candidates whom an account manages or meets.

    Résumés, and other papers that may name school or employer, stay closed while the account's own scorecard on
    that candidate is not sealed, whatever else it is there, unless the stage says that it shows the résumé. A
    portfolio is evidence and open to whoever meets the candidate.
    """
    rows = Document.objects.filter(candidate__in=applications_for(user).values("candidate_id"))
    closed = Q(candidate__in=blinded_candidates(user)) & ~Q(kind=Document.Kind.PORTFOLIO)
    return rows.exclude(closed).select_related("candidate")


def blinded_candidates(user: Any) -> set[int]:
    """The candidates whose résumé an account may not have yet, since it has still to rate them without it."""
    managed = managed_openings(user).values("pk")
    own = Application.objects.filter(_meets(user) & Q(interviews__assignments__sealed__isnull=True))
    rows = own.annotate(is_managed=Exists(managed.filter(pk=OuterRef("opening_id")))).values_list(
        "candidate_id",
        "interviews__stage",
        "interviews__version__fingerprint",
        "interviews__version",
        "is_managed",
    )
    return {
        candidate
        for candidate, stage, fingerprint, version, is_managed in rows
        if _is_blind(parsed_as(fingerprint, version).stage(stage), is_managed=is_managed)
    }


def _is_blind(stage: Stage, *, is_managed: bool) -> bool:
    """A stage that rates nothing binds no manager, and opens nothing to others."""
    return not stage.show_resume and (stage.rated or not is_managed)


def owed_candidates(user: Any) -> QuerySet[Candidate]:
    """The candidates on whom an account still owes a scorecard.

    What became of them may have been decided on ratings that it must not know: no status, no count tells.
    """
    own = Application.objects.filter(
        _meets(user) & Q(interviews__is_rated=True, interviews__assignments__sealed__isnull=True)
    )
    return Candidate.objects.filter(pk__in=own.values("candidate_id"))


def in_process_for(user: Any) -> Q:
    """The condition that an application counts as in process to an account: it is, or its outcome is closed to it."""
    return Q(status__in=IN_PROCESS) | Q(candidate__in=owed_candidates(user).values("pk"))


def listed_openings(user: Any) -> QuerySet[Opening]:
    """The openings that an account sees, each with how many candidates in process it may know of."""
    seen = applications_for(user).filter(in_process_for(user), opening=OuterRef("pk"))
    count = seen.order_by().values("opening").annotate(count=Count("pk")).values("count")
    rows = openings_for(user).defer("version__text")
    return rows.annotate(in_process=Coalesce(Subquery(count), 0)).order_by("title", "pk")


def in_process(user: Any, opening: Opening) -> int:
    """How many candidates in process of an opening an account may know of."""
    return applications_for(user).filter(in_process_for(user), opening=opening).count()


def reach_of_change(opening: Opening) -> dict[str, int]:
    """Whom another version would reach: the candidates who stay under theirs, and those who move along."""
    rows = Application.objects.filter(opening=opening, merged_into=None, status__in=IN_PROCESS)
    stay = rows.filter(pk__in=begun_applications().values("pk")).count()
    return {"stay": stay, "move": rows.count() - stay}


def addable_people(user: Any, opening: Opening) -> QuerySet[User]:
    """The accounts that an opening's manager may put on its panel."""
    if not may_manage(user, opening):
        return User.objects.none()
    watching = OrganisationRole.objects.filter(role=Role.COMPLIANCE)
    return User.objects.filter(is_active=True, is_guest=False).exclude(pk__in=watching.values("user_id"))


def is_blinded(user: Any, candidate: Candidate) -> bool:
    """Whether the account holds a rated interview of this candidate and has not submitted its scorecard yet.

    Then what others wrote as reasons stays closed to it too: a reason may quote a rating.
    """
    own = Application.objects.filter(
        _meets(user) & Q(interviews__assignments__sealed__isnull=True), candidate=candidate
    )
    versions = set(own.values_list("interviews__version", "interviews__stage"))
    found = Version.objects.defer("text").in_bulk({version for version, _ in versions})
    return any(parsed(found[version]).stage(stage).rated for version, stage in versions)

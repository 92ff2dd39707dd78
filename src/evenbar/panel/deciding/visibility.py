"""Who may see which debrief, whose ratings, and which decision. The wall of rule 1 stands here.

Before a debrief that covers an interview's stage is opened, nobody sees another's ratings of it, in any role. After
that, whoever owes a scorecard on the candidate still sees nothing of others; then interviewers of its stages and the
opening's managers see all of it. Trainees compare on a page of interviewing and never see a debrief.
"""

from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from evenbar.panel.deciding.models import Debrief, Decision, RatingAfterDebrief
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.hiring.visibility import (
    applications_for,
    managed_applications,
    managed_openings,
    may_manage,
    roles_on,
)
from evenbar.panel.interviewing.models import Rating, SealedScorecard
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import STANDING, owed, owed_on, owes_on
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed

Wall = Literal["", "closed", "owes"]
PANEL = Q(is_trainee=False)


def debriefs_for(user: Any) -> QuerySet[Debrief]:
    """The debriefs whose existence an account may know; what stands in them is `wall`'s to say."""
    if user.is_guest:
        return Debrief.objects.none()
    rows = Debrief.objects.filter(application__in=applications_for(user).values("pk"))
    return rows.select_related(
        "application__candidate", "application__opening__version", "opened_by", "created_by"
    ).defer("application__opening__version__text")


def debrief_for(user: Any, pk: int) -> Debrief | None:
    """One debrief, for managers of its opening and for interviewers of its stages; None for anyone else."""
    debrief = debriefs_for(user).filter(pk=pk).first()
    if debrief is None or not takes_part(user, debrief):
        return None
    return debrief


def takes_part(user: Any, debrief: Debrief) -> bool:
    """Whether an account manages the opening or interviewed, not as a trainee, in a stage of the debrief."""
    if may_manage(user, debrief.application.opening):
        return True
    own = Assignment.objects.filter(
        STANDING, PANEL, interviewer=user, interview__application=debrief.application
    )
    return own.filter(interview__stage__in=debrief.stages).exists()


def wall(user: Any, debrief: Debrief) -> Wall:
    """Why an account that takes part sees no ratings: the debrief is closed, or it owes a scorecard itself."""
    if debrief.opened_at is None:
        return "closed"
    return "owes" if owes_on(user, debrief.application) else ""


def sealed_in(user: Any, debrief: Debrief) -> QuerySet[SealedScorecard]:
    """The sealed scorecards of an open debrief, trainees' too (marked); none in front of the wall."""
    if wall(user, debrief) or not takes_part(user, debrief):
        return SealedScorecard.objects.none()
    standing = Assignment.objects.filter(
        STANDING, interview__application=debrief.application, interview__stage__in=debrief.stages
    )
    rows = _with_ratings(SealedScorecard.objects.filter(assignment__in=standing.values("pk")))
    return rows.prefetch_related("evidence")


def later_ratings_in(user: Any, debrief: Debrief) -> QuerySet[RatingAfterDebrief]:
    """The ratings after discussion of an open debrief; none in front of the wall."""
    if wall(user, debrief) or not takes_part(user, debrief):
        return RatingAfterDebrief.objects.none()
    rows = RatingAfterDebrief.objects.filter(
        debrief__application=debrief.application,
        rating__sealed__assignment__interview__stage__in=debrief.stages,
    )
    return rows.select_related("by", "rating").order_by("pk")


def opened_on(application: Application) -> list[Debrief]:
    """The application's opened debriefs: a rating counts as last amended before the first that covers its stage."""
    return list(Debrief.objects.filter(application=application, opened_at__isnull=False))


def own_rating(user: Any, debrief: Debrief, pk: int) -> Rating | None:
    """A rating of the debrief's stages that the account gave itself."""
    rows = Rating.objects.filter(
        pk=pk,
        sealed__assignment__interviewer=user,
        sealed__assignment__interview__application=debrief.application,
        sealed__assignment__interview__stage__in=debrief.stages,
    )
    return rows.select_related("sealed__assignment__interview__version").first()


def columns_of(debrief: Debrief) -> QuerySet[Assignment]:
    """Who was to rate in the debrief's stages, in the order of the interviews: names, and whether it is in."""
    rows = Assignment.objects.filter(
        STANDING,
        interview__application=debrief.application,
        interview__stage__in=debrief.stages,
        interview__is_rated=True,
    )
    rows = rows.select_related("interviewer", "interview__version").defer("interview__version__text")
    sealed = SealedScorecard.objects.filter(assignment=OuterRef("pk"))
    return rows.annotate(is_sealed=Exists(sealed)).order_by("interview__starts_at", "interview_id", "pk")


def missing_in(debrief: Debrief) -> list[Assignment]:
    """The scorecards that a debrief still waits for; trainees' block nothing."""
    return list(owed_on(debrief.application, debrief.stages).filter(PANEL).order_by("pk"))


def unheld_stages(debrief: Debrief) -> list[str]:
    """The names of rated stages of the debrief for which no interview stands."""
    stages = {stage.id: stage for stage in parsed(debrief.application.opening.version).stages}
    held = set(columns_of(debrief).values_list("interview__stage", flat=True))
    return [stages[id].name for id in debrief.stages if id in stages and stages[id].rated and id not in held]


def may_plan(user: Any, application: Application) -> bool:
    """Whoever manages the opening plans its debriefs."""
    return may_manage(user, application.opening)


def is_hiring_manager(user: Any, opening: Opening) -> bool:
    """The opening's hiring manager: opens a debrief early, signs decisions."""
    return Role.HIRING_MANAGER in roles_on(user, opening)


def plannable_applications(user: Any) -> QuerySet[Application]:
    """The applications for which an account may plan a debrief."""
    return managed_applications(user)


def decisions_for(user: Any) -> QuerySet[Decision]:
    """The signed decisions of debriefs that an account may read: managers and the interviewers of the candidate."""
    if user.is_guest:
        return Decision.objects.none()
    blind = owed().filter(interviewer=user).values("interview__application__candidate_id")
    rows = Decision.objects.filter(application__in=applications_for(user).values("pk"))
    rows = rows.exclude(application__candidate__in=blind)
    return rows.select_related(
        "application__candidate", "application__opening", "debrief", "version", "signed_by"
    ).prefetch_related("reasons", "deciders__user")


def decision_for(user: Any, pk: int) -> Decision | None:
    """One decision, behind the same wall as its debrief."""
    decision = decisions_for(user).filter(pk=pk).first()
    if decision is None or not takes_part(user, decision.debrief) or wall(user, decision.debrief):
        return None
    return decision


def decisions_on(user: Any, debrief: Debrief) -> list[Decision]:
    """All decisions on the application, newest first, for whoever sees through the wall of this debrief."""
    if wall(user, debrief):
        return []
    return list(decisions_for(user).filter(application=debrief.application))


def panel_of(debrief: Debrief) -> QuerySet[User]:
    """Who may have taken part in the decision: interviewers of its stages and the opening's members who manage."""
    interviewers = columns_of(debrief).filter(PANEL).values("interviewer_id")
    managers = debrief.application.opening.members.filter(role=Role.HIRING_MANAGER).values("user_id")
    return User.objects.filter(Q(pk__in=interviewers) | Q(pk__in=managers), is_active=True)


def undecided_debriefs(user: Any) -> QuerySet[Debrief]:
    """Opened debriefs without a decision that an account may read, oldest first."""
    mine = Assignment.objects.filter(STANDING, PANEL, interviewer=user).values("interview__application_id")
    managed = managed_openings(user).values("pk")
    blind = owed().filter(interviewer=user).values("interview__application__candidate_id")
    rows = debriefs_for(user).filter(opened_at__isnull=False, decisions=None)
    rows = rows.filter(Q(application__opening__in=managed) | Q(application__in=mine))
    return rows.exclude(application__candidate__in=blind).order_by("opened_at")


def ready_applications(user: Any) -> QuerySet[Application]:
    """Active candidates whose every planned scorecard is in, and more came in than the last debrief has seen."""
    standing = Assignment.objects.filter(STANDING, PANEL, interview__application=OuterRef("pk"))
    waiting = owed().filter(PANEL, interview__application=OuterRef("pk"))
    newest = (
        standing.filter(sealed__isnull=False).order_by("-sealed__sealed_at").values("sealed__sealed_at")[:1]
    )
    opened = (
        Debrief.objects.filter(application=OuterRef("pk"), opened_at__isnull=False)
        .order_by("-opened_at")
        .values("opened_at")[:1]
    )
    rows = managed_applications(user).filter(status=Application.Status.ACTIVE)
    rows = rows.annotate(newest_sealed=Subquery(newest), last_opened=Subquery(opened))
    rows = rows.filter(~Exists(waiting), newest_sealed__isnull=False)
    rows = rows.filter(Q(last_opened=None) | Q(newest_sealed__gt=F("last_opened")))
    # In the order of arrival, not of anything that was rated.
    return rows.defer("opening__version__text").order_by("pk")


def with_draft_revision(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The account's own assignments with the revision of their draft: whether evidence has been begun."""
    return rows.annotate(draft_revision=F("draft__revision"))


def comparable_openings(user: Any) -> QuerySet[Opening]:
    """The openings whose candidates an account may compare: those that it manages."""
    return managed_openings(user)


def comparable_debriefs(user: Any, opening: Opening) -> QuerySet[Debrief]:
    """The opened debriefs of an opening, without candidates on whom the account owes a scorecard itself."""
    blind = owed().filter(interviewer=user).values("interview__application__candidate_id")
    rows = Debrief.objects.filter(
        application__in=managed_applications(user).filter(opening=opening).values("pk"),
        opened_at__isnull=False,
    ).exclude(application__candidate__in=blind)
    return rows.select_related("application__candidate").order_by("application_id", "opened_at")


def closed_applications(user: Any, opening: Opening) -> set[int]:
    """The opening's applications that an account that manages it may not compare, after a conflict of interest."""
    rows = Application.objects.filter(opening=opening, merged_into=None)
    rows = rows.exclude(pk__in=managed_applications(user).filter(opening=opening).values("pk"))
    return set(rows.values_list("pk", flat=True))


def comparable_sealed(user: Any, opening: Opening) -> QuerySet[SealedScorecard]:
    """The panel's sealed scorecards of the opening's debriefed candidates; `covered` filters them by stage."""
    debriefed = comparable_debriefs(user, opening).values("application_id")
    rows = SealedScorecard.objects.filter(
        assignment__in=Assignment.objects.filter(
            STANDING, PANEL, interview__application__in=debriefed
        ).values("pk")
    )
    return _with_ratings(rows)


def _with_ratings(rows: QuerySet[SealedScorecard]) -> QuerySet[SealedScorecard]:
    """Fetch ratings with their amendments in a fixed number of queries."""
    rows = rows.select_related("assignment__interviewer", "assignment__interview__version")
    rows = rows.defer("assignment__interview__version__text")
    return rows.prefetch_related("ratings__amendments").order_by("pk")


def debrief_of(pk: int) -> Debrief:
    """A debrief for computing from, by whoever has asked for it; which account may see the answer, pages ask."""
    return Debrief.objects.select_related("application__opening__version").get(pk=pk)


def opening_of(pk: int) -> Opening:
    """An opening for computing from, likewise."""
    return Opening.objects.select_related("version").get(pk=pk)


def versions_with(ids: Iterable[int], opening: Opening) -> list[Version]:
    """The scorecard versions with these ids, and the opening's of today."""
    return list(
        Version.objects.defer("text").filter(Q(pk__in=set(ids)) | Q(pk=opening.version_id)).order_by("pk")
    )


def stage_after(debrief: Debrief) -> str | None:
    """The stage of the opening's scorecard that follows the last one of the debrief; None at the end."""
    ids = [stage.id for stage in parsed(debrief.application.opening.version).stages]
    last = max((ids.index(stage) for stage in debrief.stages if stage in ids), default=len(ids))
    return ids[last + 1] if last + 1 < len(ids) else None

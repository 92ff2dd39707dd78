"""Every write of deciding: planning and opening debriefs, ratings after discussion, signing decisions."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenbar.panel.deciding import picture as pictures
from evenbar.panel.deciding import reading, visibility
from evenbar.panel.deciding.estimates import DEBRIEF
from evenbar.panel.deciding.models import Debrief, Decider, Decision, DecisionReason, RatingAfterDebrief
from evenbar.panel.hiring import actions as hiring
from evenbar.panel.hiring.models import Application
from evenbar.panel.hiring.visibility import conflicted_candidates
from evenbar.panel.interviewing.models import LEVELS, Missing, Rating
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.visibility import owes_on
from evenbar.panel.studio.visibility import parsed
from evenbar.panel.work.answers import ask_after_commit, touched

STATUS_OF = {
    Decision.Outcome.OFFER: Application.Status.OFFER,
    Decision.Outcome.NO: Application.Status.DECLINED,
    Decision.Outcome.HOLD: Application.Status.ON_HOLD,
}


@transaction.atomic
def plan_debrief(
    *, actor: User, application: Application, title: str, stages: Sequence[str], at: datetime | None = None
) -> Debrief:
    """Plan a debrief over a set of rated stages. Managers of the opening; the ledger says debrief.planned."""
    if not visibility.may_plan(actor, application):
        raise Refused("Only who manages the opening plans a debrief.", status=403)
    _refuse_conflict(actor, application)
    rated = [stage.id for stage in parsed(application.opening.version).stages if stage.rated]
    unknown = [stage for stage in stages if stage not in rated]
    if unknown or not stages:
        raise Refused("Choose at least one rated stage of this opening's scorecard.", status=422)
    debrief = Debrief.objects.create(
        application=application,
        title=title.strip() or "Debrief",
        stages=[stage for stage in rated if stage in stages],
        created_by=actor,
        created_at=at or timezone.now(),
    )
    record(actor, "debrief.planned", debrief, application=application.pk, stages=debrief.stages)
    return debrief


@transaction.atomic
def open_debrief(*, actor: User, debrief: Debrief, reason: str = "", at: datetime | None = None) -> Debrief:
    """Open a debrief to its panel. Managers when all is in; the hiring manager earlier, naming why.

    Whoever owes a scorecard on the candidate opens none. The ledger says debrief.opened with what was missing.
    """
    debrief = (
        Debrief.objects.select_for_update(of=("self",))
        .select_related("application__opening")
        .get(pk=debrief.pk)
    )
    if debrief.opened_at is not None:
        return debrief
    missing = visibility.missing_in(debrief)
    # A stage that nobody holds yet waits for its scorecards as much as one that somebody owes.
    unheld = visibility.unheld_stages(debrief)
    early = bool(missing or unheld)
    _check_opening(actor, debrief, missing=early, reason=reason)
    debrief.opened_at = at or timezone.now()
    debrief.opened_by = actor
    debrief.missing_at_opening = [assignment.pk for assignment in missing]
    debrief.reason_opened_early = reason.strip() if early else ""
    debrief.save(update_fields=["opened_at", "opened_by", "missing_at_opening", "reason_opened_early"])
    record(
        actor,
        "debrief.opened",
        debrief,
        application=debrief.application_id,
        missing=debrief.missing_at_opening,
        unheld=len(unheld),
        reason=digest(debrief.reason_opened_early),
    )
    touched(f"opening:{debrief.application.opening_id}", f"application:{debrief.application_id}")
    ask_after_commit(DEBRIEF, str(debrief.pk))  # the first who looks should not wait
    return debrief


def _refuse_conflict(actor: User, application: Application) -> None:
    """A declared conflict of interest closes the candidate in every role."""
    if conflicted_candidates(actor).filter(pk=application.candidate_id).exists():
        raise Refused("You declared a conflict of interest with this candidate.", status=403)


def _check_opening(actor: User, debrief: Debrief, *, missing: bool, reason: str) -> None:
    """Refuse who may not open, who owes, and opening early without a reason."""
    application = debrief.application
    if not visibility.may_plan(actor, application):
        raise Refused("Only who manages the opening opens a debrief.", status=403)
    _refuse_conflict(actor, application)
    if owes_on(actor, application):
        raise Refused(
            "You still owe a scorecard on this candidate. Submit it first; then the debrief can be opened."
        )
    if not visibility.columns_of(debrief).filter(sealed__isnull=False).exists():
        raise Refused("No scorecard of these stages is in yet. There is nothing to talk about.")
    if not missing:
        return
    if not visibility.is_hiring_manager(actor, application.opening):
        raise Refused(
            "Scorecards are still owed or a stage is not held. Only the hiring manager opens a debrief so."
        )
    if not reason.strip():
        raise Refused("Say why the debrief opens before all scorecards are in.", status=422)


@transaction.atomic
def revise(
    *,
    actor: User,
    debrief: Debrief,
    rating: Rating,
    level: int | None,
    missing: str,
    reason: str,
    at: datetime | None = None,
) -> RatingAfterDebrief:
    """Rate again after discussion, beside the independent rating. The rating's author alone.

    The ledger says debrief.revised with a digest of level and reason: whoever reads it may read no rating.
    """
    if (
        rating.sealed.assignment.interviewer_id != actor.pk
        or visibility.own_rating(actor, debrief, rating.pk) is None
    ):
        raise Refused("Only who gave a rating can rate again after the discussion.", status=403)
    if visibility.wall(actor, debrief):
        raise Refused("The debrief is not open to you yet. Until then correct your rating by an amendment.")
    if (level is None) == (missing == "") or (level is not None and level not in LEVELS):
        raise Refused("Choose one level from 1 to 5, or one kind of missing.", status=422)
    if missing and missing not in Missing.values:
        raise Refused("Choose one level from 1 to 5, or one kind of missing.", status=422)
    if not reason.strip():
        raise Refused("Say what in the discussion changed your rating.", status=422)
    later = RatingAfterDebrief.objects.create(
        debrief=debrief,
        rating=rating,
        level=level,
        missing=missing,
        reason=reason.strip(),
        by=actor,
        at=at or timezone.now(),
    )
    record(
        actor,
        "debrief.revised",
        debrief,
        rating=rating.pk,
        content=digest(json.dumps([level, missing, later.reason])),
    )
    return later


@transaction.atomic
def sign(
    *,
    actor: User,
    debrief: Debrief,
    outcome: str,
    summary: str,
    reasons: Mapping[str, str],
    deciders: Sequence[User],
    dissent: Mapping[int, str],
    request_key: str,
    latest: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Sign a decision, once. The opening's hiring manager; the ledger says decision.signed.

    `dissent` maps an account's id to its words. `latest` is the decision that the signer had read, if any; a
    repeated `request_key` returns the decision that it signed.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("opening__version", "candidate")
        .get(pk=debrief.application_id)
    )
    already = Decision.objects.filter(request_key=request_key).first()
    if already is not None:
        if (already.signed_by_id, already.debrief_id) != (actor.pk, debrief.pk):
            raise Refused("This form has signed another decision. Load the page again, then sign.")
        return already
    _check_signer(actor, debrief)
    before = Decision.objects.filter(application=application).order_by("-pk").first()
    if (before.pk if before else None) != latest:
        raise Refused("Another decision was signed while you wrote. Read it first, then sign yours.")
    seen = reading.read_debrief(actor, debrief)
    reasons = _check_reasons(seen.primary, outcome, summary, reasons)
    panel = {person.pk for person in visibility.panel_of(debrief)} | {actor.pk}
    if not {person.pk for person in deciders} <= panel:
        raise Refused(
            "Name as deciders only who interviewed in these stages or manages the opening.", status=422
        )
    decision = Decision.objects.create(
        application=application,
        debrief=debrief,
        outcome=outcome,
        version=seen.version,
        rule=seen.primary.rule,
        summary=summary.strip(),
        figures=pictures.figures(seen.primary) | reading.estimate_at_signing(debrief, seen),
        signed_by=actor,
        signed_at=at or timezone.now(),
        request_key=request_key,
        supersedes=before,
    )
    _write_parts(decision, reasons, {person.pk: person for person in [*deciders, actor]}, dissent)
    _move_on(actor, decision, application, at)
    record(
        actor,
        "decision.signed",
        decision,
        application=application.pk,
        debrief=debrief.pk,
        version=seen.version.pk,
        outcome=outcome,
        deciders=sorted({person.pk for person in deciders} | {actor.pk}),
        summary=digest(summary),
        reasons=digest(repr(sorted(reasons.items()))),
        dissent=digest(repr(sorted(dissent.items()))),
    )
    return decision


def _check_signer(actor: User, debrief: Debrief) -> None:
    """Only the hiring manager, seeing through the wall, signs."""
    if not visibility.is_hiring_manager(actor, debrief.application.opening):
        raise Refused("Only the opening's hiring manager signs a decision.", status=403)
    _refuse_conflict(actor, debrief.application)
    if visibility.wall(actor, debrief):
        raise Refused(
            "The debrief is not open to you. Open it, and submit your own scorecards, before you decide."
        )


def _check_reasons(
    seen: pictures.Picture, outcome: str, summary: str, reasons: Mapping[str, str]
) -> dict[str, str]:
    """The reasons without blanks; refuse a decision that does not say why."""
    if outcome not in Decision.Outcome.values:
        raise Refused("Choose what you decided: advance, make an offer, no, or hold.", status=422)
    if not summary.strip():
        raise Refused("Write in a sentence or two why you decided so.", status=422)
    known = seen.name_of
    given = {key: text.strip() for key, text in reasons.items() if text.strip() and key in known}
    lacking = [row.criterion.name for row in pictures.needs_reason(seen) if row.criterion.id not in given]
    if lacking:
        raise Refused(
            "Say how you weighed these, where raters are apart, a minimum is missed or nothing was rated: "
            + ", ".join(lacking)
            + ".",
            status=422,
        )
    if not given:
        raise Refused("Give the reason on at least one criterion.", status=422)
    return given


def _write_parts(
    decision: Decision, reasons: Mapping[str, str], deciders: Mapping[int, User], dissent: Mapping[int, str]
) -> None:
    """Keep reasons in the scorecard's order, and the deciders with their dissent."""
    DecisionReason.objects.bulk_create(
        DecisionReason(decision=decision, criterion=criterion, text=text)
        for criterion, text in reasons.items()
    )
    Decider.objects.bulk_create(
        Decider(decision=decision, user=person, dissent=dissent.get(pk, "").strip())
        for pk, person in deciders.items()
    )


def _move_on(actor: User, decision: Decision, application: Application, at: datetime | None) -> None:
    """Let the application follow what was decided: its status, or the next stage."""
    outcome = Decision.Outcome(decision.outcome)
    status = STATUS_OF.get(outcome, Application.Status.ACTIVE)
    reason = f"Decision: {decision.get_outcome_display().lower()}"
    if application.status != status:
        hiring.set_status(actor=actor, application=application, status=status, reason=reason, at=at)
    following = visibility.stage_after(decision.debrief)
    if outcome is Decision.Outcome.ADVANCE and following and application.stage in decision.debrief.stages:
        hiring.move(actor=actor, application=application, stage=following, reason=reason, at=at)

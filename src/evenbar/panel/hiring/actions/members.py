"""Who is on an opening's panel, in which role, for which stages."""

from collections.abc import Sequence

from django.db import transaction

from evenbar.panel.hiring.actions.checking import require_manager
from evenbar.panel.hiring.models import Member, Opening
from evenbar.panel.hiring.visibility import PANEL_ROLES, forget_roles
from evenbar.panel.ledger.actions import record
from evenbar.panel.people import actions as people
from evenbar.panel.people.models import Role, User
from evenbar.panel.people.visibility import organisation_roles
from evenbar.panel.refusal import Refused
from evenbar.panel.studio.visibility import parsed


@transaction.atomic
def add_member(
    *, actor: User, opening: Opening, user: User, role: Role | str, stages: Sequence[str] = ()
) -> Member:
    """Put somebody on the panel, or change the stages of who is on it. The opening's managers may.

    No stages means all for interviewers and trainees, none for others. Ledger: opening, account, role, stages.
    """
    require_manager(actor, opening)
    role = Role(role)
    _require_fit(user, role)
    chosen = _known_stages(opening, stages)
    member, _ = Member.objects.update_or_create(
        opening=opening, user=user, role=role, defaults={"stages": chosen}
    )
    forget_roles(user)
    record(actor, "hiring.member-added", opening, account=user.pk, role=str(role), stages=chosen)
    return member


@transaction.atomic
def invite_member(
    *, actor: User, opening: Opening, email: str, name: str, role: Role | str, stages: Sequence[str] = ()
) -> tuple[Member, str]:
    """Invite somebody new by e-mail, as an interviewer or trainee of this opening. Its managers may.

    Returns the member and the link to pass on. Ledger: the lines of inviting and of joining the panel.
    """
    require_manager(actor, opening)
    role = Role(role)
    if role not in {Role.INTERVIEWER, Role.TRAINEE}:
        raise Refused("Invite interviewers and trainees here; an administrator gives other roles.")
    user, url = people.invite(actor, email, name, [role])
    return add_member(actor=actor, opening=opening, user=user, role=role, stages=stages), url


@transaction.atomic
def remove_member(*, actor: User, opening: Opening, user: User, role: Role | str | None = None) -> None:
    """Take somebody off the panel, in one role or all; what they sealed stays. The opening's managers may.

    Refused while they hold interviews here without a sealed scorecard. Ledger: opening, account, roles.
    """
    require_manager(actor, opening)
    rows = Member.objects.select_for_update().filter(opening=opening, user=user)
    gone = list(rows if role is None else rows.filter(role=Role(role)))
    if not gone:
        raise Refused(f"{user.name} is not on the panel of {opening.title}.")
    if rows.count() == len(gone):
        _require_nothing_owed(opening, user)
    if Role.HIRING_MANAGER in {each.role for each in gone}:
        _require_another_manager(opening, user)
    rows.filter(pk__in=[each.pk for each in gone]).delete()
    forget_roles(user)
    record(actor, "hiring.member-removed", opening, account=user.pk, roles=[each.role for each in gone])


def _require_fit(user: User, role: Role) -> None:
    """Panel roles only, active accounts only; never somebody who watches over panels or reads aggregates alone."""
    if role not in PANEL_ROLES:
        raise Refused(f"{role.label} is not a role on a panel.")
    if user.is_guest or not user.is_active:
        raise Refused(f"{user.name} has no account in use. Invite them first.")
    held = organisation_roles(user)
    if Role.COMPLIANCE in held:
        raise Refused(f"{user.name} is a compliance officer and cannot sit on a panel.")
    if held == {Role.ANALYST}:
        raise Refused(f"{user.name} is a people analyst, who works without names and cannot sit on a panel.")


def _known_stages(opening: Opening, stages: Sequence[str]) -> list[str]:
    known = [stage.id for stage in parsed(opening.version).stages]
    unknown = sorted(set(stages) - set(known))
    if unknown:
        raise Refused(f"{opening.title} has no stage {unknown[0]}. Choose from {', '.join(known)}.")
    return [stage for stage in known if stage in stages]


def _require_nothing_owed(opening: Opening, user: User) -> None:
    held = opening.applications.filter(
        interviews__status="planned",
        interviews__assignments__interviewer=user,
        interviews__assignments__status="assigned",
        interviews__assignments__sealed__isnull=True,
    ).count()
    if held:
        what = "an interview" if held == 1 else f"{held} interviews"
        raise Refused(f"{user.name} still holds {what} here. Substitute or remove them there first.")


def _require_another_manager(opening: Opening, user: User) -> None:
    others = Member.objects.filter(opening=opening, role=Role.HIRING_MANAGER).exclude(user=user)
    if not others.exists():
        raise Refused(f"{user.name} is the only hiring manager here. Add another one first.")

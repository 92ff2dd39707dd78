"""Pages about an opening's panel: adding, inviting, removing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evenbar.panel.hiring import actions, visibility
from evenbar.panel.hiring.forms import InviteForm, MemberForm
from evenbar.panel.hiring.models import Opening
from evenbar.panel.hiring.views.asking import managed_opening
from evenbar.panel.people import mail
from evenbar.panel.people.account import account_of
from evenbar.panel.people.visibility import may_open_openings
from evenbar.panel.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on the panel, and adding somebody who has an account."""
    opening = managed_opening(request, pk)
    people = visibility.addable_people(request.user, opening)
    form = MemberForm(request.POST or None, opening=opening, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_member(actor=account_of(request), opening=opening, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("user", refusal.sentence)
        else:
            return redirect("hiring:members", pk=opening.pk)
    return _page(request, opening, form, InviteForm(opening=opening, prefix="new"))


@require_POST
def invite_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody new; the answer shows the link once, since it is kept nowhere."""
    opening = managed_opening(request, pk)
    form = InviteForm(request.POST, opening=opening, prefix="new")
    if form.is_valid():
        try:
            member, url = actions.invite_member(
                actor=account_of(request), opening=opening, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            sent = mail.send_invitation(member.user, url, inviter=account_of(request).name)
            context = {"opening": opening, "member": member, "url": url, "sent": sent}
            return render(request, "hiring/invited.html", context)
    people = visibility.addable_people(request.user, opening)
    return _page(request, opening, MemberForm(opening=opening, people=people), form)


@require_POST
def remove_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Take somebody off the panel in one role."""
    opening = managed_opening(request, pk)
    row = get_object_or_404(opening.members.select_related("user"), pk=member)
    actions.remove_member(actor=account_of(request), opening=opening, user=row.user, role=row.role)
    messages.info(request, f"{row.user.name} is no longer {row.get_role_display().lower()} here.")
    return redirect("hiring:members", pk=opening.pk)


def _page(request: HttpRequest, opening: Opening, form: MemberForm, invite: InviteForm) -> HttpResponse:
    context = {
        "opening": opening,
        "members": opening.members.select_related("user"),
        "stages": dict(form.fields["stages"].choices),  # type: ignore[attr-defined]
        "form": form,
        "invite": invite,
        "may_invite": may_open_openings(request.user),
    }
    return render(request, "hiring/members.html", context)

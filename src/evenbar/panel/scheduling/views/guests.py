"""Links for guests: making, withdrawing, and coming in by one."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from evenbar.panel.people.account import account_of
from evenbar.panel.people.signing_in import begin_session
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import actions, visibility
from evenbar.panel.scheduling.actions.guests import usable
from evenbar.panel.scheduling.forms import GuestForm
from evenbar.panel.scheduling.views.interviews import interview_page, managed_interview

LONGEST_SESSION = timedelta(hours=12)


@require_POST
def guest_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for somebody without an account; it is shown only now."""
    row = managed_interview(request, pk)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            assignment, url = actions.make_guest_link(
                actor=account_of(request), interview=row, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            context = {
                "interview": row,
                "guest": assignment.interviewer,
                "url": url,
                "days": form.cleaned_data["days"],
            }
            return render(request, "scheduling/guest_linked.html", context)
    return interview_page(request, row, guest_form=form)


@require_POST
def withdraw_guest_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link worthless and end what it opened."""
    link = get_object_or_404(visibility.guest_links_for(request.user), pk=pk)
    actions.withdraw_guest_link(actor=account_of(request), link=link)
    messages.info(request, "The link opens nothing now, and its sessions have ended.")
    return redirect("scheduling:interview", pk=link.assignment.interview_id)


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link opens, then, on a press of the button, open it: previews of links change nothing."""
    link = usable(token)
    row = link.assignment.interview
    if request.method == "POST":
        actions.open_guest_link(token=token)
        begin_session(request, link.assignment.interviewer, how="guest-link")
        ends_at = min(link.expires_at, timezone.now() + LONGEST_SESSION)
        request.session.set_expiry(int((ends_at - timezone.now()).total_seconds()))
        return redirect("scheduling:interview", pk=row.pk)
    context = {
        "link": link,
        "interview": row,
        "stage": visibility.stage_of(row),
        "guest": link.assignment.interviewer,
    }
    # The address is the key: SECURE_REFERRER_POLICY keeps it from other sites. "no-referrer" would make browsers
    # send "Origin: null" with the button, which the check against forged requests rightly refuses.
    return render(request, "scheduling/guest.html", context)

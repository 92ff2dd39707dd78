"""Pages about people: accounts, invitations, one's own profile. Signing in by password is allauth's (account_urls)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenbar.panel.people import actions, mail, visibility
from evenbar.panel.people.forms import (
    MEANING,
    FirstAdministratorForm,
    InvitationForm,
    JoinForm,
    ProfileForm,
    RolesForm,
)
from evenbar.panel.people.models import User
from evenbar.panel.people.signing_in import begin_session
from evenbar.panel.refusal import Refused


def _administrator(request: HttpRequest) -> User:
    """The signed-in administrator; for everyone else the page does not exist."""
    if not visibility.is_administrator(request.user):
        raise Http404
    assert isinstance(request.user, User)
    return request.user


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its roles, and the invitations that nobody has used."""
    user = _administrator(request)
    rows = visibility.accounts_for(user).prefetch_related("organisation_roles")
    waiting = list(visibility.invitations_for(user))
    invited = {invitation.user_id for invitation in waiting}
    context = {"accounts": [row for row in rows if row.pk not in invited], "invitations": waiting}
    return render(request, "people/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the answer shows the link, which is kept nowhere and can be shown only now."""
    user = _administrator(request)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited, url = actions.invite(user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            sent = mail.send_invitation(invited, url, inviter=user.name)
            return render(request, "people/invited.html", {"invited": invited, "url": url, "sent": sent})
    return render(request, "people/invite.html", {"form": form, "meaning": MEANING})


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an unused invitation worthless."""
    user = _administrator(request)
    invitation = get_object_or_404(visibility.invitations_for(user), pk=pk)
    actions.withdraw_invitation(user, invitation)
    messages.info(
        request, f"The invitation of {invitation.user.name} is withdrawn; its link opens nothing now."
    )
    return redirect("people:accounts")


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """An account: for its owner name and time zone, for administrators its roles and whether it is open."""
    shown = get_object_or_404(visibility.accounts_for(request.user), pk=pk)
    own = shown.pk == request.user.pk
    if own and shown.is_guest:
        raise Http404
    form = ProfileForm(request.POST or None, initial={"name": shown.name, "time_zone": shown.time_zone})
    if request.method == "POST":
        if not own:
            raise Http404
        if form.is_valid():
            actions.set_profile(shown, **form.cleaned_data)
            messages.info(request, "Name and time zone are saved.")
            return redirect("people:account", pk)
    context: dict[str, Any] = {"shown": shown, "own": own, "form": form}
    if visibility.is_administrator(request.user):
        held = [*visibility.organisation_roles(shown)]
        context |= {"roles_form": RolesForm(initial={"roles": held}), "meaning": MEANING}
    return render(request, "people/account.html", context)


@require_POST
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace an account's organisation roles."""
    user = _administrator(request)
    shown = get_object_or_404(visibility.accounts_for(user), pk=pk)
    form = RolesForm(request.POST)
    if not form.is_valid():
        raise Refused("One of these roles does not exist. Reload the page and choose again.", status=400)
    actions.set_roles(user, shown, form.cleaned_data["roles"])
    messages.info(request, f"The roles of {shown.name} are saved.")
    return redirect("people:account", pk)


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open a closed one again."""
    user = _administrator(request)
    shown = get_object_or_404(visibility.accounts_for(user), pk=pk)
    if shown.is_active:
        actions.deactivate(user, shown)
        messages.info(request, f"The account of {shown.name} is closed. What it has written stays.")
    else:
        actions.reactivate(user, shown)
        messages.info(request, f"The account of {shown.name} is open again.")
    return redirect("people:account", pk)


@require_POST
def sign_out_everywhere(request: HttpRequest, pk: int) -> HttpResponse:
    """End every session of an account; one's own in this browser stays."""
    shown = get_object_or_404(visibility.accounts_for(request.user), pk=pk)
    if shown.is_guest and shown.pk == request.user.pk:
        raise Http404
    assert isinstance(request.user, User)
    after = actions.sign_out_everywhere(request.user, shown)
    if shown.pk == request.user.pk:
        update_session_auth_hash(request, after)
        messages.info(request, "Every other device is signed out.")
    else:
        messages.info(request, f"{shown.name} is signed out on every device.")
    return redirect("people:account", pk)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: name, password, time zone."""
    invitation = visibility.usable_invitation(token)
    if invitation is None:
        return render(request, "people/link_over.html", status=404)
    form = JoinForm(
        request.POST or None, initial={"name": invitation.user.name, "time_zone": "Europe/London"}
    )
    form.address = invitation.user.email
    if request.method == "POST" and form.is_valid():
        user = actions.accept_invitation(token, **form.cleaned_data)
        begin_session(request, user, how="invitation")
        return redirect("/")
    return render(request, "people/join.html", {"form": form, "invitation": invitation})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Open the first account with the link from the terminal."""
    if not visibility.first_administrator_link_holds(token):
        return render(request, "people/link_over.html", {"first": True}, status=404)
    form = FirstAdministratorForm(request.POST or None, initial={"time_zone": "Europe/London"})
    if request.method == "POST" and form.is_valid():
        user = actions.create_first_administrator(token, **form.cleaned_data)
        begin_session(request, user, how="first-administrator")
        return redirect("/")
    return render(request, "people/join.html", {"form": form, "first": True})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """The demo's made-up people, one click each. Routed only in the demo, answered only on this machine."""
    if not visibility.is_demo_on_this_machine(request):
        raise Http404
    people = list(visibility.demo_accounts())
    if request.method == "POST":
        chosen = next((person for person in people if str(person.pk) == request.POST.get("account")), None)
        if chosen is None:
            raise Http404
        begin_session(request, chosen, how="demo")
        return redirect("/")
    return render(request, "people/demo_sign_in.html", {"start": people[:1], "others": people[1:]})

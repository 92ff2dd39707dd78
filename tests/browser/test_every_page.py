"""Every page over the loaded demo: axe, the policy, headings, widths, light and dark, on a desk and on a phone.

The list is complete by test: an address that opens by GET and is neither here nor named below fails. What is
downloaded, posted or answered to scripts is no page.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from evenbar.panel.deciding.models import Debrief, Decision
from evenbar.panel.demo import loading
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.interviewing.models import Rating
from evenbar.panel.people.actions import invite
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.actions import make_guest_link, schedule
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.studio.actions import start_draft
from evenbar.panel.studio.models import Version
from evenbar.panel.work import running
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.panel.building import PASSWORD
from tests.panel.test_addresses import ROWS

pytestmark = pytest.mark.django_db(transaction=True)

Shown = tuple[User | None, str]
NO_PAGES = {
    "deciding:compare-estimate",
    "deciding:debrief-estimate",
    "hiring:document",
    "insight:criteria-csv",
    "insight:interviewers-csv",
    "insight:ratings-csv",
    "insight:reliability-csv",
    "interviewing:save-draft",
    "interviewing:states",
    "ledger:export",
    "mfa_download_recovery_codes",
    "scheduling:calendar",
    "studio:version-json",
    "studio:version-xlsx",
    "studio:version-yaml",
}
# Opens for a trainee after the debrief; looked at in test_interviewing.
ELSEWHERE = {"interviewing:comparison"}


def pages(settings: LazySettings) -> dict[str, Shown]:
    """Each page with an account that may see it, filled with the demo."""
    settings.DEMO = True
    loading.load(past=True)
    who = {user.name.split()[0]: user for user in User.objects.all()}
    admin, manager, newcomer = who["Maren"], who["Beatriz"], who["Robin"]
    opening = Opening.objects.filter(created_by=manager).first() or Opening.objects.earliest("pk")
    manager = opening.created_by
    decision = Decision.objects.earliest("pk")
    debrief = Debrief.objects.filter(decisions=None).earliest("pk")
    here = debrief.application
    chief = here.opening.created_by
    signer = decision.signed_by
    admin.set_password(PASSWORD)  # accounts of the demo have none to change
    admin.save()
    kit = Assignment.objects.filter(interviewer=newcomer, draft__isnull=False, sealed=None).earliest("pk")
    rating = amendable()
    ahead = planned(manager, newcomer, opening, kit.interview.stage)
    seat = ahead.assignments.get()
    guest_seat, link = make_guest_link(
        actor=manager, interview=ahead, email="vera@example.net", name="Vera Guest"
    )
    _, invitation = invite(admin, "nina@example.org", "Nina New", [Role.INTERVIEWER])
    version = Version.objects.earliest("pk")
    start_draft(actor=admin, version=version)
    card = version.scorecard
    first, second = list(Application.objects.filter(opening=opening).order_by("pk")[:2])
    done = Interview.objects.filter(application=here).earliest("pk")
    found: dict[str, Shown] = {
        **public(invitation, link),
        "today-of-newcomer": (newcomer, "/"),
        "today-of-analyst": (who["Lorcan"], "/"),
        "application-decided": (
            signer,
            reverse("hiring:application", args=[decision.debrief.application_id]),
        ),
        "interview-done": (chief, reverse("scheduling:interview", args=[done.pk])),
        "guest-kit": (guest_seat.interviewer, reverse("interviewing:kit", args=[guest_seat.pk])),
        "opening-of-newcomer": (
            newcomer,
            reverse("hiring:opening", args=[kit.interview.application.opening_id]),
        ),
        "interviewing:amend": (
            rating.sealed.assignment.interviewer,
            reverse("interviewing:amend", args=[rating.pk]),
        ),
        "interviewing:sealed": (
            rating.sealed.assignment.interviewer,
            reverse("interviewing:sealed", args=[rating.sealed.assignment_id]),
        ),
        **proof_reading(newcomer, admin, card.pk),
        "deciding:revise": revised(debrief),
        "deciding:decision": (signer, reverse("deciding:decision", args=[decision.pk])),
        "hiring:merge": (manager, reverse("hiring:merge", args=[first.candidate_id, second.candidate_id])),
    }
    for account, pk, names in (
        (admin, None, "account_logout account_reauthenticate account_change_password mfa_index"),
        (admin, None, "mfa_list_webauthn usersessions_list people:accounts people:invite"),
        (admin, newcomer.pk, "people:account"),
        (admin, None, "ledger:lines ledger:verification"),
        (admin, card.pk, "studio:scorecard studio:edit studio:yaml studio:publish studio:compare"),
        (manager, version.pk, "studio:version studio:version-print"),
        (manager, None, "deciding:today studio:scorecards studio:new hiring:openings hiring:new-opening"),
        (manager, opening.pk, "hiring:opening hiring:clone-opening hiring:close-opening hiring:members"),
        (manager, opening.pk, "hiring:change-version hiring:new-candidate hiring:import-candidates"),
        (manager, opening.pk, "hiring:duplicates hiring:reopen-opening scheduling:board deciding:compare"),
        (chief, here.pk, "hiring:application hiring:edit-candidate scheduling:schedule deciding:new-debrief"),
        (
            manager,
            ahead.pk,
            "scheduling:interview scheduling:reschedule scheduling:cancel scheduling:restore",
        ),
        (newcomer, seat.pk, "scheduling:decline scheduling:conflict"),
        (manager, seat.pk, "scheduling:substitute scheduling:remove-assignment"),
        (newcomer, kit.pk, "interviewing:kit interviewing:review"),
        (chief, debrief.pk, "deciding:debrief deciding:decide deciding:packet"),
    ):
        args = [] if pk is None else [pk]
        found |= {name: (account, reverse(name, args=args)) for name in names.split()}
    return found | shelf(manager) | insight(who["Jun"], who["Lorcan"], newcomer)


def shelf(manager: User) -> dict[str, Shown]:
    """The pages of the library."""
    addresses: dict[str, list[object]] = {
        "library": [],
        "library-criterion": ["code-review", 1],
        "library-scorecard": ["llm-engineer"],
    }
    return {
        f"studio:{name}": (manager, reverse(f"studio:{name}", args=args)) for name, args in addresses.items()
    }


def public(invitation: str, link: str) -> dict[str, Shown]:
    """The pages that open without an account."""
    return {
        "account_login": (None, reverse("account_login")),
        "account_reset_password": (None, reverse("account_reset_password")),
        "account_reset_password_done": (None, reverse("account_reset_password_done")),
        "account_reset_password_from_key": (
            None,
            reverse("account_reset_password_from_key", args=["1", "x"]),
        ),
        "account_reset_password_from_key_done": (None, reverse("account_reset_password_from_key_done")),
        "account_inactive": (None, reverse("account_inactive")),
        "people:join": (None, "/people/join/" + invitation.split("/people/join/")[1]),
        "scheduling:guest": (None, "/guest/" + link.split("/guest/")[1]),
    }


def insight(manager: User, analyst: User, interviewer: User) -> dict[str, Shown]:
    """The pages of Insight with their estimates, which are computed first; and as three kinds of people see one."""
    names = ("interviewers", "reliability", "criteria")
    found: dict[str, Shown] = {f"insight:{name}": (manager, reverse(f"insight:{name}")) for name in names}
    found["insight:how"] = (manager, reverse("insight:how"))
    for name, account in (("analyst", analyst), ("interviewer", interviewer)):
        found[f"insight-of-{name}"] = (account, reverse("insight:interviewers"))
    for user, path in found.values():
        assert user is not None
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.get(path)
        running.drain(running.new_worker())
        assert "being computed" not in client.get(path).content.decode()
    return found


def proof_reading(reader: User, writer: User, card: int) -> dict[str, Shown]:
    """The pages of the proof-reader: its rules for everybody, the checklist for who writes."""
    return {
        "rules:rules": (reader, reverse("rules:rules")),
        "rules:rule": (reader, reverse("rules:rule", args=["protected-topic"])),
        "studio:checklist": (writer, reverse("studio:checklist", args=[card])),
    }


def amendable() -> Rating:
    """A sealed rating whose debrief has not opened, so that its author may still amend it."""
    rows = Rating.objects.filter(sealed__assignment__interview__application__debriefs=None)
    return rows.exclude(sealed__assignment__is_trainee=True).earliest("pk")


def planned(manager: User, interviewer: User, opening: Opening, stage: str) -> Interview:
    """An interview in three days with the opening's newest candidate."""
    return schedule(
        actor=manager,
        application=Application.objects.filter(opening=opening).latest("pk"),
        stage=stage,
        starts_at=timezone.now() + timedelta(days=3),
        minutes=60,
        time_zone="Europe/Berlin",
        place="Room 4",
        interviewers=[interviewer],
    )


def revised(debrief: Debrief) -> Shown:
    """The page on which somebody rates again after the discussion."""
    rating = (
        Rating.objects.filter(sealed__assignment__interview__application=debrief.application)
        .exclude(sealed__assignment__is_trainee=True)
        .earliest("pk")
    )
    return rating.sealed.assignment.interviewer, reverse("deciding:revise", args=[debrief.pk, rating.pk])


def expected() -> Iterator[str]:
    """The names of all addresses that open for somebody by GET."""
    for method, name, _, signs in ROWS:
        if method == "get" and "o" in signs and name not in NO_PAGES | ELSEWHERE:
            yield name


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_every_page_is_calm_and_exact(
    settings: LazySettings,
    visit: Visit,
    axe: Callable[..., None],
    shoot: Callable[[Page, str], None],
    size: tuple[int, int],
) -> None:
    """One heading, a title, no wider than the screen, and axe finds nothing, in light and in dark."""
    shown = pages(settings)
    assert set(expected()) - set(shown) == set(), "pages that nobody looks at"
    opened: dict[User | None, Page] = {}
    wrong: list[str] = []
    for name, (account, path) in shown.items():
        page = opened.get(account) or opened.setdefault(account, visit(account, "/account/login/", size=size))
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{name} {path}: {answer.status}")
            continue
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            shoot(page, f"{size[0]}-{scheme}-{name.replace(':', '-')}")
            # In the dark only colours differ.
            rules = ("color-contrast",) if scheme == "dark" else ()
            wrong += [f"{name} {scheme}: {what}" for what in faults(page, size[0], axe, rules)]
    assert not wrong, "\n".join(wrong)


def faults(page: Page, width: int, axe: Callable[..., None], rules: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the page as it stands."""
    if (headings := page.locator("h1").count()) != 1:
        yield f"{headings} headings of the first order"
    if not page.title().strip():
        yield "no title"
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width and not page.url.endswith("/print/"):  # a sheet of paper keeps its width
        yield f"{wide} pixels wide"
    try:
        axe(page, *rules)
    except AssertionError as found:
        yield str(found)

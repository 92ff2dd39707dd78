"""Every address of the panel by every role. An address without a row here fails, so none is added unseen.

The world behind it: Ada and Ben have submitted on ML system design, its debrief has opened and a decision is signed;
the trainee and the others still owe. A guest holds ways of working by a link.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evenbar.panel.deciding import actions as deciding
from evenbar.panel.deciding.models import Decision
from evenbar.panel.hiring.actions import add_document
from evenbar.panel.interviewing.models import Rating
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.actions import invite
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.actions import make_guest_link
from evenbar.panel.studio.actions import create_scorecard
from tests.panel.building import SMALL, World, make_candidate, make_debrief, make_user, seal
from tests.panel.conftest import SignedIn

ROLES = (
    "anonymous",
    "guest",
    "outsider",
    "interviewer",
    "trainee",
    "manager",
    "other manager",
    "recruiter",
    "administrator",
    "analyst",
    "compliance",
)
# One sign a role, in that order: opens, redirects (strangers to sign in), not found, method not allowed. A dash stands
# where the role may: what it does there is tested in its app.
STATUS = {"o": 200, "r": 302, "n": 404, "m": 405}
ROWS: list[tuple[str, str, str, str]] = [
    # method, address, what it is about, statuses
    ("get", "account_login", "", "orrrrrrrrrr"),
    ("get", "account_logout", "", "roooooooooo"),
    ("get", "account_inactive", "", "ooooooooooo"),
    ("get", "account_reauthenticate", "", "rnooooooooo"),
    ("get", "account_change_password", "", "rnooooooooo"),
    ("get", "account_reset_password", "", "ooooooooooo"),
    ("get", "account_reset_password_done", "", "ooooooooooo"),
    ("get", "account_reset_password_from_key", "reset", "ooooooooooo"),
    ("get", "account_reset_password_from_key_done", "", "ooooooooooo"),
    ("get", "mfa_index", "", "rnooooooooo"),
    ("get", "mfa_authenticate", "", "rrrrrrrrrrr"),
    ("get", "mfa_reauthenticate", "", "rnrrrrrrrrr"),
    ("get", "mfa_activate_totp", "", "rnrrrrrrrrr"),
    ("get", "mfa_deactivate_totp", "", "rnnnnnnnnnn"),
    ("get", "mfa_view_recovery_codes", "", "rnnnnnnnnnn"),
    ("get", "mfa_generate_recovery_codes", "", "rnrrrrrrrrr"),
    ("get", "mfa_download_recovery_codes", "", "rnnnnnnnnnn"),
    ("get", "mfa_list_webauthn", "", "rnooooooooo"),
    ("get", "mfa_add_webauthn", "", "rnrrrrrrrrr"),
    ("get", "mfa_login_webauthn", "", "rrrrrrrrrrr"),
    ("get", "mfa_reauthenticate_webauthn", "", "rnrrrrrrrrr"),
    ("get", "mfa_remove_webauthn", "key", "rnrrrrrrrrr"),
    ("get", "mfa_edit_webauthn", "key", "rnrrrrrrrrr"),
    ("get", "usersessions_list", "", "rnooooooooo"),
    ("get", "account_signup", "", "nnnnnnnnnnn"),
    ("get", "account_email", "", "nnnnnnnnnnn"),
    ("get", "account_email_verification_sent", "", "nnnnnnnnnnn"),
    ("get", "account_confirm_email", "made-up token", "nnnnnnnnnnn"),
    ("get", "account_set_password", "", "nnnnnnnnnnn"),
    ("get", "account_confirm_login_code", "", "nnnnnnnnnnn"),
    ("get", "people:accounts", "", "rnnnnnnnonn"),
    ("get", "people:invite", "", "rnnnnnnnonn"),
    ("get", "people:account", "account", "rnnnnnnnonn"),
    ("get", "people:roles", "account", "rmmmmmmmmmm"),
    ("post", "people:roles", "account", "rnnnnnnn-nn"),
    ("get", "people:deactivate", "account", "rmmmmmmmmmm"),
    ("post", "people:deactivate", "account", "rnnnnnnn-nn"),
    ("get", "people:sign-out-everywhere", "account", "rmmmmmmmmmm"),
    ("post", "people:sign-out-everywhere", "account", "rnnnnnnn-nn"),
    ("get", "people:withdraw-invitation", "invitation", "rmmmmmmmmmm"),
    ("post", "people:withdraw-invitation", "invitation", "rnnnnnnn-nn"),
    ("get", "people:join", "made-up token", "nnnnnnnnnnn"),
    ("get", "people:first-administrator", "made-up token", "nnnnnnnnnnn"),
    ("get", "studio:scorecards", "", "rnnnnoooonn"),
    ("get", "studio:new", "", "rnnnnoooonn"),
    ("get", "studio:library", "", "rnnnnoooonn"),
    ("get", "studio:library-criterion", "criterion", "rnnnnoooonn"),
    ("get", "studio:library-scorecard", "packaged", "rnnnnoooonn"),
    ("get", "studio:scorecard", "scorecard", "rnnnnoooonn"),
    ("get", "studio:edit", "scorecard", "rnnnnoooonn"),
    ("get", "studio:yaml", "scorecard", "rnnnnoooonn"),
    ("get", "studio:proof", "scorecard", "rmmmmmmmmmm"),
    ("post", "studio:proof", "scorecard", "rnnnn----nn"),
    ("get", "rules:rules", "", "roooooooooo"),
    ("get", "rules:rule", "rule", "roooooooooo"),
    ("get", "studio:checklist", "scorecard", "rnnnnoooonn"),
    ("get", "studio:publish", "scorecard", "rnnnnoooonn"),
    ("get", "studio:compare", "scorecard", "rnnnnoooonn"),
    ("get", "studio:discard-draft", "scorecard", "rmmmmmmmmmm"),
    ("post", "studio:discard-draft", "scorecard", "rnnnn----nn"),
    ("get", "studio:version", "version", "rnnoooooonn"),
    ("get", "studio:version-print", "version", "rnnoooooonn"),
    ("get", "studio:version-yaml", "version", "rnnoooooonn"),
    ("get", "studio:version-json", "version", "rnnoooooonn"),
    ("get", "studio:version-xlsx", "version", "rnnoooooonn"),
    ("get", "studio:start-draft", "version", "rmmmmmmmmmm"),
    ("post", "studio:start-draft", "version", "rnnnn----nn"),
    ("get", "studio:withdraw", "version", "rmmmmmmmmmm"),
    ("post", "studio:withdraw", "version", "rnnnn----nn"),
    ("get", "hiring:openings", "", "rnooooooooo"),
    ("get", "hiring:new-opening", "", "rnnnnoooonn"),
    ("get", "hiring:opening", "opening", "rnnooonoonn"),
    ("get", "hiring:clone-opening", "opening", "rnnnnonoonn"),
    ("get", "hiring:close-opening", "opening", "rnnnnonoonn"),
    ("get", "hiring:reopen-opening", "opening", "rnnnnonoonn"),
    ("get", "hiring:change-version", "opening", "rnnnnonoonn"),
    ("get", "hiring:members", "opening", "rnnnnonoonn"),
    ("get", "hiring:invite-member", "opening", "rmmmmmmmmmm"),
    ("post", "hiring:invite-member", "opening", "rnnnn-n--nn"),
    ("get", "hiring:remove-member", "member", "rmmmmmmmmmm"),
    ("post", "hiring:remove-member", "member", "rnnnn-n--nn"),
    ("get", "hiring:new-candidate", "opening", "rnnnnonoonn"),
    ("get", "hiring:import-candidates", "opening", "rnnnnonoonn"),
    ("get", "hiring:duplicates", "opening", "rnnnnonoonn"),
    ("get", "hiring:merge", "pair", "rnnnnonoonn"),
    ("get", "hiring:application", "application", "rnnooonoonn"),
    ("get", "hiring:move", "application", "rmmmmmmmmmm"),
    ("post", "hiring:move", "application", "rnnnn-n--nn"),
    ("get", "hiring:set-status", "application", "rmmmmmmmmmm"),
    ("post", "hiring:set-status", "application", "rnnnn-n--nn"),
    ("get", "hiring:edit-candidate", "application", "rnnnnonoonn"),
    ("get", "hiring:add-document", "application", "rmmmmmmmmmm"),
    ("post", "hiring:add-document", "application", "rnnnn-n--nn"),
    ("get", "hiring:document", "document", "rnnononoonn"),
    ("get", "scheduling:board", "opening", "rnnooonoonn"),
    ("get", "scheduling:schedule", "application", "rnnnnonoonn"),
    ("get", "scheduling:interview", "interview", "rnnooonoonn"),
    ("get", "scheduling:interview", "guest's interview", "ronnnonoonn"),
    ("get", "scheduling:reschedule", "interview", "rnnnnonoonn"),
    ("get", "scheduling:cancel", "interview", "rnnnnonoonn"),
    ("get", "scheduling:restore", "interview", "rnnnnonoonn"),
    ("get", "scheduling:calendar", "interview", "rnnooonoonn"),
    ("get", "scheduling:calendar", "guest's interview", "ronnnonoonn"),
    ("get", "scheduling:assign", "interview", "rmmmmmmmmmm"),
    ("post", "scheduling:assign", "interview", "rnnnn-n--nn"),
    ("get", "scheduling:guest-link", "interview", "rmmmmmmmmmm"),
    ("post", "scheduling:guest-link", "interview", "rnnnn-n--nn"),
    ("get", "scheduling:decline", "seat", "rnnonnnnnnn"),
    ("get", "scheduling:conflict", "seat", "rnnonnnnnnn"),
    ("get", "scheduling:substitute", "seat", "rnnnnonoonn"),
    ("get", "scheduling:remove-assignment", "seat", "rnnnnonoonn"),
    ("get", "scheduling:withdraw-guest-link", "link", "rmmmmmmmmmm"),
    ("post", "scheduling:withdraw-guest-link", "link", "rnnnn-n--nn"),
    ("get", "scheduling:guest", "guest's token", "ooooooooooo"),
    ("get", "interviewing:kit", "seat", "rnnrnnnnnnn"),
    ("get", "interviewing:kit", "guest's seat", "ronnnnnnnnn"),
    ("get", "interviewing:kit", "trainee's seat", "rnnnonnnnnn"),
    ("get", "interviewing:kit", "owed seat", "rnnnnnnnnnn"),
    ("get", "interviewing:save-draft", "seat", "rnnonnnnnnn"),
    ("get", "interviewing:save-draft", "guest's seat", "ronnnnnnnnn"),
    ("get", "interviewing:states", "seat", "rnnonnnnnnn"),
    ("get", "interviewing:restore", "state", "rmmmmmmmmmm"),
    ("post", "interviewing:restore", "state", "rnn-nnnnnnn"),
    ("get", "interviewing:review", "seat", "rnnrnnnnnnn"),
    ("get", "interviewing:seal", "seat", "rmmmmmmmmmm"),
    ("post", "interviewing:seal", "seat", "rnn-nnnnnnn"),
    ("get", "interviewing:sealed", "seat", "rnnonnnnnnn"),
    ("get", "interviewing:comparison", "seat", "rnnnnnnnnnn"),
    ("get", "interviewing:comparison", "trainee's seat", "rnnnnnnnnnn"),
    ("get", "interviewing:amend", "rating", "rnnonnnnnnn"),
    ("get", "deciding:today", "", "rrooooooooo"),
    ("get", "deciding:new-debrief", "application", "rnnnnonoonn"),
    ("get", "deciding:debrief", "debrief", "rnnononoonn"),
    ("get", "deciding:debrief-estimate", "debrief", "rnnononoonn"),
    ("get", "deciding:open-debrief", "debrief", "rmmmmmmmmmm"),
    ("post", "deciding:open-debrief", "debrief", "rnnrn-n--nn"),
    ("get", "deciding:revise", "rating after", "rnnonnnnnnn"),
    ("get", "deciding:decide", "debrief", "rnnnnonnnnn"),
    ("get", "deciding:packet", "debrief", "rnnononoonn"),
    ("get", "deciding:decision", "decision", "rnnononoonn"),
    ("get", "deciding:compare", "opening", "rnnnnonoonn"),
    ("get", "deciding:compare-estimate", "opening", "rnnnnonoonn"),
    ("get", "insight:insight", "", "rnnnnrnrnrn"),
    ("get", "insight:interviewers", "", "rnnnnononon"),
    ("get", "insight:how", "", "rnnnnononon"),
    ("get", "insight:interviewers-csv", "", "rnnnnononon"),
    ("get", "insight:reliability", "", "rnnnnononon"),
    ("get", "insight:criteria", "", "rnnnnononon"),
    ("get", "insight:reliability-csv", "", "rnnnnononon"),
    ("get", "insight:criteria-csv", "", "rnnnnononon"),
    ("get", "insight:ratings-csv", "", "rnnnnononon"),
    ("get", "ledger:lines", "", "rnnnnnnnono"),
    ("get", "ledger:verification", "", "rnnnnnnnono"),
    ("get", "ledger:export", "", "rnnnnnnnono"),
]


@dataclass
class Stage:
    """The accounts by role, and the rows that addresses are about."""

    people: dict[str, User]
    about: dict[str, list[Any]]


@pytest.fixture
def stage(world: World) -> Stage:
    """Everything that an address can be about exists, so that a 404 is the wall and not an empty store."""
    for person in (world.ada, world.ben):
        seal(world.assignment(person), {"framing": 4, "deployment": 4})
    guest_seat, link = make_guest_link(
        actor=world.manager, interview=world.ways, email="vera@example.net", name="Vera Guest"
    )
    debrief = deciding.open_debrief(actor=world.manager, debrief=make_debrief(world, "design"))
    decision = deciding.sign(
        actor=world.manager,
        debrief=debrief,
        outcome=Decision.Outcome.ADVANCE,
        summary="Both saw the decision before the model.",
        reasons={"framing": "Four and four.", "collaboration": "Not rated here."},
        deciders=[world.ada],
        dissent={},
        request_key="key",
    )
    twin = make_candidate(world.opening, "Twin Candidate", world.admin)
    paper = add_document(
        actor=world.admin,
        candidate=world.application.candidate,
        kind="resume",
        title="CV",
        content=b"%PDF-1.7",
    )
    scorecard = create_scorecard(actor=world.admin, title="Draft", text=SMALL.read_text("utf-8"))
    newcomer, _ = invite(world.admin, "nina@example.org", "Nina New", [Role.INTERVIEWER])
    people = {
        "guest": guest_seat.interviewer,
        "outsider": world.outsider,
        "interviewer": world.ada,
        "trainee": world.trainee,
        "manager": world.manager,
        "other manager": make_user("Mona Manager", Role.HIRING_MANAGER),
        "recruiter": world.recruiter,
        "administrator": world.admin,
        "analyst": world.analyst,
        "compliance": world.compliance,
    }
    own = world.assignment(world.ada)
    rating = Rating.objects.filter(sealed__assignment=own).order_by("pk")[0]
    about: dict[str, list[Any]] = {
        "": [],
        "opening": [world.opening.pk],
        "member": [world.opening.pk, world.opening.members.get(user=world.ben).pk],
        "pair": [world.application.candidate_id, twin.candidate_id],
        "application": [world.application.pk],
        "document": [paper.pk],
        "interview": [world.design.pk],
        "seat": [own.pk],
        "owed seat": [world.assignment(world.cleo).pk],
        "trainee's seat": [world.assignment(world.trainee).pk],
        "guest's seat": [guest_seat.pk],
        "guest's interview": [world.ways.pk],
        "state": [own.pk, 1],
        "rating": [rating.pk],
        "debrief": [debrief.pk],
        "rating after": [debrief.pk, rating.pk],
        "decision": [decision.pk],
        "link": [guest_seat.guest_link.pk],
        "guest's token": [link.rstrip("/").rsplit("/", 1)[-1]],
        "scorecard": [scorecard.pk],
        "rule": ["too-few-raters"],
        "criterion": ["framing", 1],
        "packaged": ["starter"],
        "version": [world.version.pk],
        "account": [world.ben.pk],
        "invitation": [newcomer.invitations.get().pk],
        "made-up token": ["made-up"],
        "key": [1],
        "reset": ["1", "made-up"],
    }
    return Stage(people, about)


def addresses(patterns: Any = None, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The name of every address of the panel, with its app."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from addresses(pattern.url_patterns, (*spaces, *space))
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            yield ":".join((*spaces, pattern.name))


@pytest.fixture
def clients(stage: Stage) -> dict[str, Client]:
    """A browser of each role; strangers have none of these accounts."""
    return {role: SignedIn(stage.people[role]) if role in stage.people else Client() for role in ROLES}


def answers(row: tuple[str, str, str, str], stage: Stage, clients: dict[str, Client]) -> str:
    """What each role got, in the signs of the table."""
    method, name, about, expected = row
    url = reverse(name, args=stage.about[about])
    signs = {status: sign for sign, status in STATUS.items()}
    got = []
    for role, sign in zip(ROLES, expected, strict=True):
        if sign == "-":
            got.append("-")
            continue
        response = getattr(clients[role], method)(url)
        b"".join(response)  # to its end, as a browser reads it
        got.append(signs.get(response.status_code, f"[{response.status_code}]"))
    return "".join(got)


def test_every_address_has_its_row() -> None:
    """An address that is added, renamed or given away without a row is found here."""
    assert {name for _, name, _, _ in ROWS} == set(addresses())


def test_every_address_that_takes_posts_alone_has_a_row_of_them() -> None:
    """Where nothing can be read, the table says who may write."""
    closed = {name for method, name, _, signs in ROWS if method == "get" and "m" in signs}
    assert {name for method, name, _, _ in ROWS if method == "post"} == closed


def test_every_address_opens_to_the_roles_of_the_table_alone(
    stage: Stage, clients: dict[str, Client]
) -> None:
    """Reading, by every role; pages of others are not found, never forbidden, so that nothing is betrayed."""
    rows = [row for row in ROWS if row[0] == "get"]
    # Signing in and out changes who a client is, so their pages come last.
    rows.sort(key=lambda row: row[1].startswith(("account_", "mfa_")))
    found = {row[1:3]: answers(row, stage, clients) for row in rows}
    assert found == {row[1:3]: row[3] for row in rows}


def test_no_role_posts_where_the_table_does_not_let_it(stage: Stage, clients: dict[str, Client]) -> None:
    """Writing, by every role that may not: not found, and no line but those of reading is in the ledger after it."""
    rows = [row for row in ROWS if row[0] == "post"]
    before = Line.objects.count()
    found = {row[1:3]: answers(row, stage, clients) for row in rows}
    assert found == {row[1:3]: row[3] for row in rows}
    assert Line.objects.count() == before


def test_a_closed_account_reaches_nothing_with_its_session(stage: Stage, clients: dict[str, Client]) -> None:
    """The same browsers, once their accounts are closed, are led to sign in like strangers."""
    pages = [reverse("deciding:today"), reverse("hiring:opening", args=stage.about["opening"])]
    User.objects.update(is_active=False)
    for role, client in clients.items():
        assert {client.get(page).status_code for page in pages} == {302}, role

"""The pages of hiring: who reaches which, what they show and hide, and that lists stay cheap."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evenbar.panel.hiring import actions
from evenbar.panel.hiring.models import Application, Candidate, Document, Opening, VersionChange
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.studio.visibility import parsed
from tests.panel.building import SMALL, World, make_candidate, make_interview, make_user, make_version, seal

PDF = b"%PDF-1.7\nsmall\n%%EOF"
SignedIn = Callable[[User], Client]
MANAGERS = frozenset({"admin", "recruiter", "manager"})
OPENERS = MANAGERS | {"other_manager"}
PANEL = MANAGERS | {"ada", "ben", "cleo", "trainee", "conflicted"}
MEETING = MANAGERS | {"ada", "ben", "cleo", "trainee"}
PEOPLE = MEETING | {"conflicted", "other_manager", "outsider", "analyst", "compliance"}

# Every address of hiring: method, name, what it is about, and who finds something there.
TABLE: list[tuple[str, str, str, frozenset[str]]] = [
    ("get", "openings", "", PEOPLE),
    ("get", "new-opening", "", OPENERS),
    ("get", "opening", "opening", PANEL),
    ("get", "clone-opening", "opening", MANAGERS),
    ("get", "close-opening", "opening", MANAGERS),
    ("get", "reopen-opening", "opening", MANAGERS),
    ("get", "change-version", "opening", MANAGERS),
    ("get", "members", "opening", MANAGERS),
    ("post", "invite-member", "opening", MANAGERS),
    ("post", "remove-member", "member", MANAGERS),
    ("get", "new-candidate", "opening", MANAGERS),
    ("get", "import-candidates", "opening", MANAGERS),
    ("get", "duplicates", "opening", MANAGERS),
    ("get", "merge", "pair", MANAGERS),
    ("get", "application", "application", MEETING),
    ("post", "move", "application", MANAGERS),
    ("post", "set-status", "application", MANAGERS),
    ("get", "edit-candidate", "application", MANAGERS),
    ("post", "add-document", "application", MANAGERS),
    ("get", "document", "document", MANAGERS),
]


@pytest.fixture
def cast(world: World) -> dict[str, User]:
    """Everyone of the world, and those whom the table needs beside them."""
    conflicted = make_user("Connie Conflict", Role.INTERVIEWER)
    actions.add_member(actor=world.manager, opening=world.opening, user=conflicted, role=Role.INTERVIEWER)
    row = Assignment.objects.create(interview=world.ways, interviewer=conflicted)
    Assignment.objects.filter(pk=row.pk).update(status=Assignment.Status.CONFLICT)
    guest = make_user("Vera Guest", is_guest=True)
    Assignment.objects.create(interview=world.ways, interviewer=guest)
    extra = {
        "conflicted": conflicted,
        "guest": guest,
        "other_manager": make_user("Mona Manager", Role.HIRING_MANAGER),
    }
    return world.everyone | extra


def arguments(world: World, about: str) -> list[int]:
    """The numbers in an address, on rows that exist."""
    if about == "pair":
        return [
            world.application.candidate_id,
            make_candidate(world.opening, "Twin Candidate", world.admin).candidate_id,
        ]
    if about == "document":
        candidate = world.application.candidate
        row = actions.add_document(
            actor=world.admin, candidate=candidate, kind="resume", title="CV", content=PDF
        )
        return [row.pk]
    if about == "member":
        return [world.opening.pk, world.opening.members.get(user=world.ada).pk]
    return [getattr(world, about).pk] if about else []


@pytest.mark.parametrize("row", TABLE, ids=[row[1] for row in TABLE])
def test_every_address_opens_for_the_roles_of_the_table_and_for_nobody_else(
    world: World, cast: dict[str, User], signed_in: SignedIn, row: tuple[str, str, str, frozenset[str]]
) -> None:
    """Not found for everyone else, and a way to sign in for strangers; never an error."""
    method, name, about, allowed = row
    url = reverse(f"hiring:{name}", args=arguments(world, about))
    reached = {who for who, user in cast.items() if getattr(signed_in(user), method)(url).status_code != 404}
    assert reached == allowed
    assert getattr(Client(), method)(url).status_code == 302


def test_the_table_names_every_address_of_hiring() -> None:
    """An address that is added has to be added to the table."""
    from evenbar.panel.hiring.urls import urlpatterns

    assert sorted(row[1] for row in TABLE) == sorted(str(pattern.name) for pattern in urlpatterns)


def test_a_role_opens_from_three_answers_and_shows_what_to_share(world: World, signed_in: SignedIn) -> None:
    """One form, one press: an opening on a published scorecard, with links."""
    client = signed_in(world.manager)
    facts = {"title": "ML engineer, Search", "team": "", "level": "mid", "focus": "data", "interviewers": "5"}
    response = client.post(reverse("hiring:new-opening"), facts, follow=True)
    made = Opening.objects.get(title="ML engineer, Search")
    page = response.content.decode()
    assert reverse("studio:version", args=[made.version_id]) in page
    assert made.version.fingerprint[:12] in page
    assert "Links to share" in page


def test_a_role_opens_on_another_packaged_scorecard_than_the_nearest(
    world: World, signed_in: SignedIn
) -> None:
    """The preview shows the chosen one, and the opening stands on it, not on the nearest to the answers."""
    client = signed_in(world.manager)
    facts = {"level": "senior", "focus": "llm-engineer", "interviewers": "5"}
    assert "Senior LLM engineer" in client.get(reverse("hiring:new-opening"), facts).content.decode()
    facts |= {"base": "mlops-engineer"}
    preview = client.get(reverse("hiring:new-opening"), facts).content.decode()
    assert "Senior MLOps or platform engineer" in preview
    client.post(reverse("hiring:new-opening"), facts | {"title": "Platform", "team": ""})
    made = Opening.objects.get(title="Platform")
    assert parsed(made.version).scorecard == "senior-mlops-engineer"
    assert made.version.note == "Fitted: senior, LLM engineer, 5 interviewers."


def test_answers_that_make_no_sense_open_nothing(world: World, signed_in: SignedIn) -> None:
    """No title, an unknown level, nobody to interview: the form comes back with a sentence each."""
    facts = {"title": "", "level": "wizard", "focus": "data", "interviewers": "0"}
    page = signed_in(world.manager).post(reverse("hiring:new-opening"), facts).content.decode()
    assert page.count("aria-invalid") >= 3
    assert Opening.objects.count() == 1


def test_the_preview_follows_the_answers(world: World, signed_in: SignedIn) -> None:
    """Two interviewers get another note than one."""
    url = reverse("hiring:new-opening")
    client = signed_in(world.manager)
    one, two = (
        client.get(url, {"level": "senior", "focus": "balanced", "interviewers": count}).content.decode()
        for count in ("1", "2")
    )
    assert "cannot give two independent ratings" in one
    assert "cannot give two independent ratings" not in two


def test_another_version_is_shown_with_its_difference_and_needs_a_reason(
    world: World, signed_in: SignedIn
) -> None:
    """The weight that moves is named before anybody confirms; without a reason nothing changes."""
    newer = make_version(
        world.admin, text=SMALL.read_text(encoding="utf-8").replace("weight: 3", "weight: 2")
    )
    client = signed_in(world.manager)
    url = reverse("hiring:change-version", args=[world.opening.pk])
    page = client.get(url, {"to": newer.pk}).content.decode()
    assert "&quot;weight&quot; goes from 3 to 2" in page
    client.post(url, {"version": newer.pk, "reason": ""})
    assert not VersionChange.objects.exists()
    client.post(url, {"version": newer.pk, "reason": "Framing weighed too much"})
    assert VersionChange.objects.get().after == newer
    shown = client.get(reverse("hiring:opening", args=[world.opening.pk])).content.decode()
    assert "Framing weighed too much" in shown


def test_a_manager_invites_an_interviewer_to_the_own_opening(
    world: World, signed_in: SignedIn, mailoutbox: list[Any]
) -> None:
    """The link is shown once and mailed; a higher role is not on offer."""
    url = reverse("hiring:invite-member", args=[world.opening.pk])
    facts = {
        "new-name": "Nora New",
        "new-email": "nora@example.org",
        "new-role": "interviewer",
        "new-stages": ["ways"],
    }
    page = signed_in(world.manager).post(url, facts).content.decode()
    member = world.opening.members.get(user__email="nora@example.org")
    assert (member.role, member.stages) == (Role.INTERVIEWER, ["ways"])
    assert "/people/join/" in page
    assert mailoutbox[0].to == ["nora@example.org"]
    signed_in(world.manager).post(url, facts | {"new-email": "x@example.org", "new-role": "administrator"})
    assert not User.objects.filter(email="x@example.org").exists()


def test_a_known_person_is_asked_about_before_being_added_twice(world: World, signed_in: SignedIn) -> None:
    """Same name: nothing is added until somebody says whether it is the same person."""
    elsewhere = actions.open_opening(actor=world.manager, title="Other", version=world.version)
    url = reverse("hiring:new-candidate", args=[elsewhere.pk])
    client = signed_in(world.manager)
    facts = {"name": "candidate priya", "email": "", "stage": "screen"}
    assert "Is it the same person?" in client.post(url, facts).content.decode()
    assert Candidate.objects.count() == 1
    client.post(url, facts | {"known": str(world.application.candidate_id)})
    assert (Candidate.objects.count(), elsewhere.applications.get().candidate) == (
        1,
        world.application.candidate,
    )
    client.post(url, facts | {"known": "another"})
    assert Candidate.objects.count() == 2


def test_a_person_of_an_opening_one_does_not_manage_is_not_given_away(
    world: World, signed_in: SignedIn
) -> None:
    """In pairs: the recruiter, who sees both, is told; the manager of the other opening is not."""
    other = make_user("Mona Manager", Role.HIRING_MANAGER)
    elsewhere = actions.open_opening(actor=other, title="Other", version=world.version)
    url = reverse("hiring:new-candidate", args=[elsewhere.pk])
    facts = {"name": "Priya Candidate", "email": "priya.candidate@example.com", "stage": "screen"}
    assert "known already" in signed_in(world.recruiter).post(url, facts).content.decode()
    assert Candidate.objects.count() == 1
    assert signed_in(other).post(url, facts).status_code == 302
    assert Candidate.objects.count() == 2


def upload(client: Client, opening: Opening, content: bytes) -> Any:
    url = reverse("hiring:import-candidates", args=[opening.pk])
    return client.post(url, {"file": SimpleUploadedFile("list.csv", content, content_type="text/csv")})


def test_a_list_with_a_fault_imports_nothing_and_one_without_imports_once(
    world: World, signed_in: SignedIn
) -> None:
    """The preview imports nothing; sending it twice imports once; a changed one is refused."""
    client = signed_in(world.manager)
    url = reverse("hiring:import-candidates", args=[world.opening.pk])
    bad = upload(client, world.opening, b"name,email\nMara,mara@example.com\n,x@example.com\n")
    assert "preview" not in bad.context
    assert [(each.line, each.column) for each in bad.context["faults"]] == [(3, "name")]
    good = upload(client, world.opening, "name,email\nMara Öst,mara@example.com\nNils,\n".encode("utf-8-sig"))
    assert Candidate.objects.count() == 1
    token = good.context["preview"]
    assert client.post(url, {"preview": token[:-2] + "xx"}).status_code == 409
    for _ in range(2):
        assert client.post(url, {"preview": token}).status_code == 302
    assert sorted(Candidate.objects.values_list("name", flat=True)) == ["Mara Öst", "Nils", "Priya Candidate"]


def test_a_preview_of_one_opening_is_worth_nothing_in_another(world: World, signed_in: SignedIn) -> None:
    """The signed rows belong to the opening that they were shown for."""
    client = signed_in(world.manager)
    other = actions.open_opening(actor=world.manager, title="Other", version=world.version)
    token = upload(client, world.opening, b"name\nMara\n").context["preview"]
    assert (
        client.post(reverse("hiring:import-candidates", args=[other.pk]), {"preview": token}).status_code
        == 409
    )
    assert not other.applications.exists()


def test_a_list_names_who_is_here_already_and_who_joins_a_record(world: World, signed_in: SignedIn) -> None:
    """The same e-mail in this opening is a fault; in another opening under the same management it is joined."""
    client = signed_in(world.recruiter)
    row = b"name,email\nPriya,PRIYA.candidate@example.com\n"
    here = upload(client, world.opening, row)
    assert "is in this opening already" in here.context["faults"][0].sentence
    other = actions.open_opening(actor=world.recruiter, title="Other", version=world.version)
    assert b"joins the record of Priya Candidate" in upload(client, other, row).content


def test_a_document_goes_out_as_a_download_under_the_strictest_policy(
    world: World, signed_in: SignedIn
) -> None:
    """Attachment, sandbox, nosniff, a name that nobody typed, and a line in the ledger."""
    title = 'x"; filename="evil.html\r\nSet-Cookie: a=b'
    client = signed_in(world.recruiter)
    url = reverse("hiring:add-document", args=[world.application.pk])
    file = SimpleUploadedFile("../../evil.html", PDF, content_type="text/html")
    client.post(url, {"kind": "resume", "title": title, "file": file})
    row = Document.objects.get()
    response = client.get(reverse("hiring:document", args=[row.pk]))
    handle = world.application.candidate.handle
    assert response.headers["Content-Disposition"] == f'attachment; filename="resume-{handle}.pdf"'
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content == PDF
    assert "Set-Cookie" not in str(response.headers.get("Content-Disposition"))
    line = Line.objects.get(action="hiring.document-downloaded")
    assert (line.actor, line.subject) == (world.recruiter.pk, f"document:{row.pk}")


def test_a_file_that_is_no_pdf_is_refused_with_a_sentence(world: World, signed_in: SignedIn) -> None:
    """Whatever it is called and says to be."""
    url = reverse("hiring:add-document", args=[world.application.pk])
    file = SimpleUploadedFile("cv.pdf", b"<script>alert(1)</script>", content_type="application/pdf")
    page = (
        signed_in(world.manager).post(url, {"kind": "resume", "title": "CV", "file": file}).content.decode()
    )
    assert "not a PDF" in page
    assert not Document.objects.exists()


def test_the_resume_is_not_even_named_to_whoever_has_still_to_rate(world: World, signed_in: SignedIn) -> None:
    """In pairs: the recruiter sees title and link; the interviewer neither, and the address is not found."""
    candidate = world.application.candidate
    row = actions.add_document(
        actor=world.recruiter, candidate=candidate, kind="resume", title="Curriculum of Priya", content=PDF
    )
    page, file = (
        reverse("hiring:application", args=[world.application.pk]),
        reverse("hiring:document", args=[row.pk]),
    )
    assert "Curriculum of Priya" in signed_in(world.recruiter).get(page).content.decode()
    for person in (world.ada, world.trainee):
        assert "Curriculum of Priya" not in signed_in(person).get(page).content.decode()
        assert signed_in(person).get(file).status_code == 404
    seal(world.assignment(world.ada), {"framing": 3, "deployment": 3})
    assert "Curriculum of Priya" in signed_in(world.ada).get(page).content.decode()
    assert signed_in(world.ada).get(file).status_code == 200


def test_an_interviewer_sees_neither_history_nor_address_of_the_candidate(
    world: World, signed_in: SignedIn
) -> None:
    """In pairs: the manager reads e-mail, reasons and source; the interviewer none of them."""
    actions.set_status(
        actor=world.manager,
        application=world.application,
        status="on-hold",
        reason="Ben found the framing weak",
    )
    url = reverse("hiring:application", args=[world.application.pk])
    managed, met = (signed_in(person).get(url).content.decode() for person in (world.recruiter, world.ada))
    for secret in ("Ben found the framing weak", "priya.candidate@example.com"):
        assert secret in managed
        assert secret not in met


def test_a_manager_who_has_still_to_rate_does_not_read_reasons(world: World, signed_in: SignedIn) -> None:
    """A reason may quote a rating: closed until the manager's own scorecard is in, then open."""
    actions.set_status(
        actor=world.recruiter, application=world.application, status="on-hold", reason="Ben gave a two"
    )
    interview = make_interview(world.application, "ways", world.manager, by=world.recruiter)
    url = reverse("hiring:application", args=[world.application.pk])
    page = signed_in(world.manager).get(url).content.decode()
    assert "Ben gave a two" not in page
    assert "closed to you until your own scorecard is in" in page
    seal(interview.assignments.get(), {"collaboration": 3, "framing": 3})
    assert "Ben gave a two" in signed_in(world.manager).get(url).content.decode()


def test_nothing_of_a_sealed_scorecard_stands_on_any_page_of_hiring(
    world: World, signed_in: SignedIn
) -> None:
    """In pairs: note, evidence and recommendation exist; no page shows them, or changes with the levels."""
    sealed = seal(world.assignment(world.ben), {"framing": 5, "deployment": 1}, note="Ben says hire")
    pages = [
        reverse("hiring:application", args=[world.application.pk]),
        reverse("hiring:opening", args=[world.opening.pk]),
        reverse("hiring:openings"),
    ]

    def read(person: User) -> list[str]:
        client = signed_in(person)
        return [client.get(url).content.decode() for url in pages]

    for person in (world.admin, world.recruiter, world.manager, world.ada, world.cleo):
        text = "".join(read(person))
        assert "Ben says hire" not in text
        assert f"evidence {sealed.assignment_id}" not in text
        assert "Strong yes" not in text
        assert 'class="level"' not in text


def test_a_status_needs_its_reason_on_the_page_too(world: World, signed_in: SignedIn) -> None:
    """The page comes back with the sentence; with a reason the change is made."""
    url = reverse("hiring:set-status", args=[world.application.pk])
    client = signed_in(world.manager)
    assert "This field is required" in client.post(url, {"status": "declined", "reason": ""}).content.decode()
    assert Application.objects.get(pk=world.application.pk).status == "active"
    client.post(url, {"status": "withdrawn", "reason": "Took another job"})
    assert Application.objects.get(pk=world.application.pk).status == "withdrawn"


def test_two_records_are_merged_from_their_page(world: World, signed_in: SignedIn) -> None:
    """The list of duplicates leads to both, and both become one."""
    twin = make_candidate(world.opening, "CANDIDATE Priya", world.recruiter)
    client = signed_in(world.manager)
    page = client.get(reverse("hiring:duplicates", args=[world.opening.pk])).content.decode()
    url = reverse("hiring:merge", args=[world.application.candidate_id, twin.candidate_id])
    assert url in page
    response = client.post(url, {"reason": ""})
    assert response.headers["Location"] == reverse("hiring:application", args=[world.application.pk])
    assert client.get(reverse("hiring:application", args=[twin.pk])).status_code == 404
    assert world.opening.applications.filter(merged_into=None).count() == 1


@pytest.mark.parametrize("count", [1, 3, 250])
def test_the_list_of_openings_takes_at_most_ten_queries(
    world: World, signed_in: SignedIn, django_assert_max_num_queries: Any, count: int
) -> None:
    """Whatever the number of rows."""
    Opening.objects.bulk_create(
        Opening(title=f"Opening {n}", version=world.version, created_by=world.manager)
        for n in range(count - 1)
    )
    client = signed_in(world.recruiter)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("hiring:openings")).content.decode()
    assert page.count('<a href="/openings/') >= count


@pytest.mark.parametrize("count", [1, 3, 250])
def test_pages_of_one_opening_and_one_application_do_not_grow(
    world: World, signed_in: SignedIn, django_assert_max_num_queries: Any, count: int
) -> None:
    """Members, documents and history grow; the queries do not."""
    for n in range(min(count, 30)):
        person = make_user(f"Person {n}", Role.INTERVIEWER)
        actions.add_member(actor=world.manager, opening=world.opening, user=person, role=Role.INTERVIEWER)
        make_interview(world.application, "design", person, by=world.manager)
    for n in range(count):
        status = "on-hold" if n % 2 == 0 else "active"
        actions.set_status(actor=world.manager, application=world.application, status=status, reason=f"r{n}")
    client = signed_in(world.manager)
    with django_assert_max_num_queries(12):
        client.get(reverse("hiring:opening", args=[world.opening.pk]))
    with django_assert_max_num_queries(22):
        client.get(reverse("hiring:application", args=[world.application.pk]))

"""The pages of interviewing: kit, autosave, review, submitting, amending, earlier states, without any script."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evenbar.panel.hiring.models import Document
from evenbar.panel.interviewing import actions, drafts
from evenbar.panel.interviewing.models import Draft, DraftState, Rating, SealedScorecard
from evenbar.panel.scheduling.models import Assignment, GuestLink
from tests.panel.building import World, make_debrief, make_interview, make_user, seal
from tests.panel.conftest import SignedIn
from tests.panel.interviewing.writing import line, save, whole


def url(name: str, assignment: Assignment) -> str:
    return reverse(f"interviewing:{name}", args=[assignment.pk])


def post(client: Client, name: str, assignment: Assignment, **fields: Any) -> Any:
    """Post a plain form as a browser without scripts does; dots of field names are written as `__`."""
    return client.post(
        url(name, assignment), {key.replace("__", "."): value for key, value in fields.items()}
    )


@pytest.fixture
def ada(world: World) -> Client:
    return SignedIn(world.ada)


@pytest.fixture
def hers(world: World) -> Assignment:
    return world.assignment(world.ada)


def test_the_kit_shows_questions_probes_and_anchors_of_the_stage(ada: Client, hers: Assignment) -> None:
    """The kit holds the stage's criteria with questions and all anchors, and no criterion of another stage."""
    page = ada.get(url("kit", hers)).content.decode()
    for text in (
        "Sales wants better leads",
        "Who acts on the output?",
        "Starts from an algorithm.",
        "weight 60%",
    ):
        assert text in page
    assert "Priya Candidate" in page
    assert "Collaborates and uses feedback" not in page


def test_a_kit_before_the_interview_is_for_preparing(ada: Client, hers: Assignment, world: World) -> None:
    """Before its start the kit shows everything and says that submitting waits."""
    world.design.starts_at = timezone.now() + timedelta(days=1)
    world.design.save()
    page = ada.get(url("kit", hers)).content.decode()
    assert "the kit is for preparing" in page
    assert "Sales wants better leads" in page


def test_an_unrated_stage_has_a_kit_of_notes_alone(world: World) -> None:
    """The recruiter's screen takes notes, shows no anchors, and submits without a recommendation."""
    assignment = make_interview(world.application, "screen", world.cleo, by=world.recruiter).assignments.get()
    client = SignedIn(world.cleo)
    assert "rates nothing" in client.get(url("kit", assignment)).content.decode()
    post(client, "kit", assignment, revision=0, new="Wants to start in March")
    review = client.get(url("review", assignment)).content.decode()
    assert "recommend" not in review
    assert post(client, "seal", assignment, revision=1).status_code == 302
    assert SealedScorecard.objects.get().note == "Wants to start in March"


def test_the_brief_is_shown_and_the_resume_stays_closed_until_sealing(
    ada: Client, hers: Assignment, world: World
) -> None:
    """An interviewer reads the brief; the résumé opens on the page of what was submitted."""
    candidate = world.application.candidate
    candidate.brief = "Eight years in ranking."
    candidate.save()
    Document.objects.create(
        candidate=candidate, title="cv-priya.pdf", size=1, sha256="0" * 64, uploaded_by=world.recruiter
    )
    page = ada.get(url("kit", hers)).content.decode()
    assert "Eight years in ranking." in page
    assert "cv-priya.pdf" not in page
    seal(hers, {"framing": 4, "deployment": 3})
    assert "cv-priya.pdf" in ada.get(url("sealed", hers)).content.decode()


def test_a_save_is_acknowledged_with_its_revision_and_time(ada: Client, hers: Assignment) -> None:
    """Autosave answers the revision and the time to the second, and the page shows the draft again."""
    answer = save(ada, hers, whole(), 0).json()
    assert answer["revision"] == 1
    assert len(answer["saved_at"]) == 8
    assert "evidence-line-framing" in ada.get(url("kit", hers)).content.decode()
    standing = ada.get(url("save-draft", hers)).json()
    assert (standing["revision"], standing["body"]["ratings"]) == (1, {"framing": 4, "deployment": 2})


def test_the_later_of_two_tabs_is_shown_both_versions(ada: Client, hers: Assignment) -> None:
    """A stale save answers 409 with the current body, both merged, and the differences drawn and escaped."""
    save(
        ada,
        hers,
        {"lines": [line("a", text="<b>first</b>")], "ratings": {"framing": 4}},
        0,
        tab="one",
        count=1,
    )
    answer = save(ada, hers, {"lines": [line("b")], "ratings": {"framing": 2}}, 0, tab="two", count=1)
    assert answer.status_code == 409
    current = answer.json()["current"]
    assert [row["id"] for row in current["merged"]["lines"]] == ["a", "b"]
    assert current["merged"]["ratings"] == {}
    assert current["body"]["ratings"] == {"framing": 4}
    assert "&lt;b&gt;first" in current["shown"]
    assert "evidence-b" in current["shown"]
    assert Draft.objects.get().revision == 1


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("", 400),
        ("[1]", 400),
        ("{", 400),
        ('{"body": {}, "revision": "0"}', 400),
        ('{"body": {}, "revision": true}', 400),
        ('{"body": {}, "revision": -1}', 400),
        ('{"body": {}, "revision": 99999999999999999999}', 400),
        ('{"body": {}, "revision": 0, "tab": 7}', 400),
        ('{"body": {}, "revision": 0, "heir": [1]}', 400),
        ('{"body": {}, "revision": 0, "heir": {"a": "b"}}', 400),
        ('{"body": [], "revision": 0}', 422),
        ('{"body": {"ratings": {"framing": 9}}, "revision": 0}', 422),
        ('{"body": {"note": "\\ud800"}, "revision": 0}', 200),
        ("[" * 100_000, 400),
        ('{"body": {"note": "' + "x" * drafts.BODY_BYTES + '"}, "revision": 0}', 413),
    ],
)
def test_a_save_that_does_not_fit_is_refused_with_a_sentence(
    ada: Client, hers: Assignment, content: str, status: int
) -> None:
    """Whatever is posted to autosave is kept or refused with one sentence, and never breaks."""
    answer = ada.post(
        url("save-draft", hers),
        content,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == status
    assert status == 200 or answer.json()["refused"].endswith(".")


def test_a_save_after_sealing_says_that_it_was_submitted(ada: Client, hers: Assignment) -> None:
    """Another tab that still saves learns that the scorecard is sealed."""
    seal(hers, {"framing": 4, "deployment": 3})
    answer = save(ada, hers, whole(), 0)
    assert (answer.status_code, answer.json()["sealed"]) == (409, True)


def test_without_scripts_the_kit_saves_notes_ratings_and_filing(ada: Client, hers: Assignment) -> None:
    """The plain form adds notes line by line, files them by #, adds evidence under a question, and rates."""
    answer = ada.post(
        url("kit", hers),
        {
            "revision": 0,
            "new": "Asked for costs #fra\r\nSmall talk\r\n\r\nAbout #x nothing",
            "new.deployment.last-incident": "Noticed by a call",
            "rating.framing": "4",
            "rating.deployment": "nothing-shown",
            "then": "review",
        },
    )
    assert answer.url == url("review", hers)
    body = Draft.objects.get().body
    assert [(row["text"], row["criterion"], row["question"]) for row in body["lines"]] == [
        ("Asked for costs", "framing", None),
        ("Small talk", None, None),
        ("About #x nothing", None, None),
        ("Noticed by a call", "deployment", "last-incident"),
    ]
    assert body["ratings"] == {"framing": 4, "deployment": "nothing-shown"}


def test_without_scripts_two_tabs_are_shown_both_and_choose(ada: Client, hers: Assignment) -> None:
    """A stale plain form gets the page with both versions; the chosen one is saved as the next revision."""
    save(ada, hers, {"lines": [line("a")]}, 0)
    answer = ada.post(url("kit", hers), {"revision": 0, "new": "from the other tab"})
    assert answer.status_code == 409
    assert "from the other tab" in answer.content.decode()
    assert len(Draft.objects.get().body["lines"]) == 1
    both = answer.context["choices"]["both"]
    ada.post(url("review", hers), {"revision": 1, "body": both, "then": "review"})
    assert [row["text"] for row in Draft.objects.get().body["lines"]] == ["evidence-a", "from the other tab"]


def test_the_review_lists_what_is_missing(ada: Client, hers: Assignment) -> None:
    """The review names blank criteria with "not reached" preselected, levels without evidence, and loose notes."""
    save(ada, hers, {"lines": [line("loose")], "ratings": {"framing": 4}}, 0)
    answer = ada.get(url("review", hers))
    page = answer.content.decode()
    assert [row.gap for row in answer.context["rows"]] == ["evidence", "rating"]
    assert "evidence-loose" in page
    assert 'name="rating.deployment" value="not-reached" checked' in page
    assert 'name="rating.framing" value="not-reached" checked' not in page


def test_filing_rating_and_sealing_in_one_submit(ada: Client, hers: Assignment) -> None:
    """The review files loose notes, fills blanks, and seals, in one request."""
    save(ada, hers, {"lines": [line("loose")], "ratings": {"framing": 4}}, 0)
    fields = {
        "revision": 1,
        "criterion.loose": "framing",
        "rating.framing": "4",
        "rating.deployment": "not-reached",
        "note": "Go on.",
        "recommendation": "yes",
    }
    assert ada.post(url("seal", hers), fields).url == url("sealed", hers)
    sealed = SealedScorecard.objects.get()
    assert (sealed.recommendation, sealed.note) == ("yes", "Go on.")
    assert sealed.evidence.get().criterion == "framing"
    assert sealed.ratings.get(criterion="deployment").missing == "not-reached"
    assert ada.get(url("kit", hers)).url == url("sealed", hers)


def test_a_rating_without_evidence_is_not_submitted_and_nothing_is_lost(
    ada: Client, hers: Assignment
) -> None:
    """A direct post of levels without evidence seals nothing, says so, and keeps what was filled in."""
    fields = {
        "revision": 0,
        "rating.framing": "5",
        "rating.deployment": "1",
        "note": "kept",
        "recommendation": "yes",
    }
    answer = ada.post(url("seal", hers), fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A level needs evidence" in page
    assert 'value="yes" required checked' in page
    assert not SealedScorecard.objects.exists()
    assert Draft.objects.get().body["note"] == "kept"


def test_a_double_click_submits_once_and_never_errors(ada: Client, hers: Assignment) -> None:
    """The second of two equal submits lands on the same page, and there is one scorecard."""
    save(ada, hers, whole(), 0)
    fields = {"revision": 1, "recommendation": "yes"}
    assert ada.post(url("seal", hers), fields).url == url("sealed", hers)
    assert ada.post(url("seal", hers), fields).url == url("sealed", hers)
    assert SealedScorecard.objects.count() == 1


def test_submitting_from_a_stale_review_shows_both_versions(ada: Client, hers: Assignment) -> None:
    """When another tab saved after the review was opened, nothing is sealed before somebody chooses."""
    save(ada, hers, whole(), 0, tab="one", count=1)
    save(ada, hers, whole(framing=1), 1, tab="two", count=1)
    answer = ada.post(url("seal", hers), {"revision": 1, "rating.framing": "4", "recommendation": "yes"})
    assert answer.status_code == 409
    assert not SealedScorecard.objects.exists()


@pytest.mark.parametrize("revision", ["", "x", "-1", "1e3", "²", "9" * 30])
def test_a_form_without_a_proper_revision_is_refused(ada: Client, hers: Assignment, revision: str) -> None:
    """A form that does not say what it was written on changes nothing."""
    assert ada.post(url("kit", hers), {"revision": revision, "new": "x"}).status_code == 400
    assert not Draft.objects.exists()


def test_earlier_states_are_listed_and_brought_back(ada: Client, hers: Assignment) -> None:
    """The list of earlier states brings one back as a new revision."""
    save(ada, hers, {"lines": [line("a")]}, 0)
    save(ada, hers, {"lines": [line("b")]}, 1)
    page = ada.get(url("states", hers)).content.decode()
    assert "evidence-a" in page
    assert ada.post(reverse("interviewing:restore", args=[hers.pk, 1])).url == url("kit", hers)
    assert Draft.objects.get().body["lines"][0]["id"] == "a"
    assert DraftState.objects.count() == 3
    assert ada.get(reverse("interviewing:restore", args=[hers.pk, 1])).status_code == 405


def test_an_amendment_is_shown_beside_the_first_rating(ada: Client, hers: Assignment) -> None:
    """The form of an amendment asks for a reason; afterwards both ratings are shown."""
    rating = seal(hers, {"framing": 4, "deployment": 3}).ratings.get(criterion="framing")
    amend = reverse("interviewing:amend", args=[rating.pk])
    assert "Starts from an algorithm." in ada.get(amend).content.decode()
    refused = ada.post(amend, {"rating": "2", "reason": ""})
    assert refused.status_code == 422
    assert "Say why the rating changes." in refused.content.decode()
    assert ada.post(amend, {"rating": "2", "reason": "Mixed up two answers."}).url == url("sealed", hers)
    page = ada.get(url("sealed", hers)).content.decode()
    assert "Mixed up two answers." in page
    assert 'data-level="4"' in page
    assert 'data-level="2"' in page


def test_once_the_debrief_is_open_the_amendment_is_refused_with_a_sentence(
    ada: Client, hers: Assignment, world: World
) -> None:
    """After the debrief has opened the page offers no amendment, and a direct post is refused."""
    rating = seal(hers, {"framing": 4, "deployment": 3}).ratings.get(criterion="framing")
    make_debrief(world, "design", opened=True)
    assert "Amend" not in ada.get(url("sealed", hers)).content.decode()
    answer = ada.post(reverse("interviewing:amend", args=[rating.pk]), {"rating": "2", "reason": "late"})
    assert answer.status_code == 422
    assert "debrief" in answer.content.decode()
    assert not rating.amendments.exists()


@pytest.mark.parametrize("status", ["declined", "conflict", "replaced", "removed"])
def test_a_kit_that_no_longer_stands_shows_own_notes_and_no_candidate(
    ada: Client, hers: Assignment, status: str
) -> None:
    """Whoever no longer holds the interview reads their own notes, nothing of the candidate, and writes nothing."""
    save(ada, hers, {"lines": [line("mine")]}, 0)
    Assignment.objects.filter(pk=hers.pk).update(status=status)
    page = ada.get(url("kit", hers)).content.decode()
    assert "evidence-mine" in page
    assert "Priya" not in page
    assert save(ada, hers, whole(), 1).status_code == 409
    assert ada.post(url("seal", hers), {"revision": 1, "recommendation": "yes"}).status_code == 409
    assert not SealedScorecard.objects.exists()


def test_a_guest_rates_within_a_link_that_stands(world: World) -> None:
    """A guest opens, saves and seals the one kit; with an expired or withdrawn link there is nothing."""
    guest = make_user("Greta Guest", is_guest=True)
    assignment = Assignment.objects.create(interview=world.design, interviewer=guest)
    later = timezone.now() + timedelta(days=1)
    link = GuestLink.objects.create(assignment=assignment, expires_at=later, created_by=world.recruiter)
    client = SignedIn(guest)
    assert client.get(url("kit", assignment)).status_code == 200
    assert save(client, assignment, whole(), 0).status_code == 200
    link.withdrawn_at = timezone.now()
    link.save()
    assert client.get(url("kit", assignment)).status_code == 404
    assert save(client, assignment, whole(framing=1), 1).status_code == 404
    link.withdrawn_at, link.expires_at = None, timezone.now() - timedelta(minutes=1)
    link.save()
    assert client.get(url("kit", assignment)).status_code == 404
    link.expires_at = later
    link.save()
    assert client.post(url("seal", assignment), {"revision": 1, "recommendation": "no"}).status_code == 302
    assert SealedScorecard.objects.get().by_guest


def test_a_changed_version_unfiles_notes_and_drops_none(ada: Client, hers: Assignment, world: World) -> None:
    """When the interview moves to a version whose stage lacks a criterion, its notes are there to be filed anew."""
    from tests.panel.building import SMALL, make_version

    save(ada, hers, whole(), 0)
    text = SMALL.read_text(encoding="utf-8").replace(
        "criteria: [framing, deployment]}", "criteria: [deployment]}"
    )
    world.design.version = make_version(world.admin, text=text)
    world.design.save()
    answer = ada.get(url("review", hers))
    assert [row["id"] for row in answer.context["unfiled"]] == ["line-framing"]
    assert "evidence-line-framing" in answer.content.decode()
    assert ada.post(url("seal", hers), {"revision": 1, "recommendation": "no"}).status_code == 302
    assert list(Rating.objects.values_list("criterion", flat=True)) == ["deployment"]


def test_a_trainee_compares_once_sealed_and_the_debrief_is_open(world: World) -> None:
    """A trainee sees the comparison after sealing and the opening, and the ledger says that it was seen."""
    from evenbar.panel.ledger.models import Line

    trainee, client = world.assignment(world.trainee), SignedIn(world.trainee)
    seal(world.assignment(world.ada), {"framing": 4, "deployment": 2})
    seal(world.assignment(world.ben), {"framing": 2, "deployment": "not-reached"})
    assert client.get(url("comparison", trainee)).status_code == 404
    actions.seal(actor=world.trainee, assignment=trainee, body=whole(framing=1), recommendation="no")
    assert client.get(url("comparison", trainee)).status_code == 409
    make_debrief(world, "design", opened=True)
    page = client.get(url("comparison", trainee)).content.decode()
    assert "Ada Interviewer" in page
    assert f"evidence {world.assignment(world.ben).pk} on framing" in page
    line = Line.objects.get(action="interviewing.comparison.seen")
    assert len(line.facts["scorecards"]) == 2


def test_a_page_of_json_never_holds_markup_that_runs(ada: Client, hers: Assignment) -> None:
    """A note with markup stays a note: the page escapes it in HTML and in its data."""
    save(ada, hers, {"lines": [line("x", text="</script><script>alert(1)</script>")]}, 0)
    for name in ("kit", "review", "states"):
        assert "<script>alert" not in ada.get(url(name, hers)).content.decode()
    assert json.loads(json.dumps(Draft.objects.get().body))["lines"][0]["text"].startswith("</script>")

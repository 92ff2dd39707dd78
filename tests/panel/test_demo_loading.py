"""The demo loads whole, once, the same each time, and stands as the issue says it does."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from evenbar.panel.deciding import visibility as deciding
from evenbar.panel.deciding.models import Debrief, Decision
from evenbar.panel.demo.days import Days
from evenbar.panel.demo.loading import load
from evenbar.panel.demo.paper import write_pdf
from evenbar.panel.demo.story import handle_of
from evenbar.panel.hiring.models import Application, ApplicationChange, Document, Opening
from evenbar.panel.interviewing.models import Amendment, Draft, Evidence, Rating, SealedScorecard
from evenbar.panel.ledger.models import Line
from evenbar.panel.ledger.verification import verify
from evenbar.panel.people.models import User
from evenbar.panel.people.visibility import holds_the_demo
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment, Interview, InterviewChange
from evenbar.panel.scheduling.visibility import owed
from evenbar.scorecard import library
from tests.panel.building import make_user
from tests.panel.demo_content import CANDIDATES, PEOPLE, parts

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAYS = {
    "a Tuesday": TUESDAY,
    "a Monday": datetime(2026, 3, 30, 7, 0, tzinfo=UTC),  # the clocks went forward the night before
    "a Sunday": datetime(2026, 10, 25, 23, 59, tzinfo=UTC),  # the clocks went back that night
}


def account(key: str) -> User:
    return User.objects.get(email=PEOPLE[key]["email"])


def application(key: str) -> Application:
    return Application.objects.get(candidate__email=CANDIDATES[key]["email"])


def facts() -> list[object]:
    """What a reader of the demo's pages could tell, without the numbers of rows."""
    told: list[object] = []
    whose = "application__candidate__handle"  # moments may be the same; handles are not
    by_interview = ("assignment__interview__starts_at", "sealed_at", "assignment__interviewer__email")
    for sealed in SealedScorecard.objects.order_by(*by_interview):
        told.append(
            (sealed.sealed_at, sealed.assignment.interviewer.email, sealed.recommendation, sealed.note)
        )
        told += sealed.ratings.order_by("pk").values_list(
            "criterion", "level", "missing", "amendments__level"
        )
        told += sealed.evidence.order_by("pk").values_list(
            "text", "question", "prompted", "direction", "noted_at"
        )
    interview = (whose, "stage", "status", "starts_at", "created_at", "place")
    told += Interview.objects.order_by("starts_at", "stage", whose).values_list(*interview)
    told += Application.objects.order_by("candidate__handle").values_list(
        "candidate__handle", "stage", "status"
    )
    changes = ApplicationChange.objects.order_by("at", "after", whose)
    told += changes.values_list("kind", "before", "after", "at")
    debriefs = Debrief.objects.order_by("opened_at", whose)
    told += debriefs.values_list("title", "opened_at", "later_ratings__reason")
    told += Decision.objects.order_by("signed_at", whose).values_list(
        "outcome", "summary", "signed_at", "figures"
    )
    told += Document.objects.order_by("title").values_list("title", "sha256", "uploaded_at")
    told += Draft.objects.order_by("pk").values_list("body", "revision", "saved_at")
    return told


def test_fourteen_candidates_stand_where_the_content_says() -> None:
    load(TUESDAY)
    stand = {
        row.candidate.email: (row.candidate.name, row.stage, row.status)
        for row in Application.objects.select_related("candidate")
    }
    assert stand == {
        entry["email"]: (entry["name"], entry["stage"], entry["status"]) for entry in CANDIDATES.values()
    }
    assert len(stand) == 14
    assert Opening.objects.count() == 2
    published = Opening.objects.values_list("version__text", flat=True)
    assert set(published) == {library.text("starter"), library.text("senior-ml-engineer")}


def test_two_are_ready_one_debrief_waits_one_is_decided_and_one_interview_goes_on() -> None:
    load()
    tobias = account("tobias")
    assert {row.candidate.name for row in deciding.ready_applications(tobias)} == {
        "Thandeka Molefe",
        "Sinéad Karunaratne",
    }
    [waiting] = deciding.undecided_debriefs(account("jun"))
    assert waiting.application == application("wendell")
    [decision] = Decision.objects.all()
    assert (decision.application, decision.outcome) == (application("aurelio"), "offer")
    assert decision.reasons.count() == 14
    assert [each.user.name for each in decision.deciders.exclude(dissent="")] == ["Radoslav Petkov"]
    [draft] = Draft.objects.all()
    assert draft.assignment.interviewer == account("robin")
    interview = draft.assignment.interview
    assert interview.application == application("nadia")
    now = datetime.now(UTC)
    assert timedelta(minutes=20) < now - interview.starts_at < timedelta(minutes=31)
    assert draft.body["ratings"] == {"framing": 4}
    assert [line["criterion"] for line in draft.body["lines"]].count(None) == 2
    assert draft.states.count() > 3
    assert max(line["at"] for line in draft.body["lines"]) < now.isoformat()


def test_who_owes_what_is_what_the_content_says() -> None:
    load(TUESDAY)
    over = owed().filter(interview__starts_at__lt=TUESDAY - timedelta(hours=2))
    assert Counter(over.values_list("interviewer__email", flat=True)) == {
        PEOPLE[part.entry["by"]]["email"]: 1 for part in parts("owed")
    }
    conflict = Assignment.objects.get(status="conflict")
    assert conflict.interviewer == account("kofi")
    assert [row.interviewer for row in conflict.replaced_by.all()] == [account("noor")]


def test_what_was_written_is_sealed_word_for_word() -> None:
    load(TUESDAY)
    for part in parts("sealed"):
        sealed = SealedScorecard.objects.get(
            assignment__interviewer=account(part.entry["by"]),
            assignment__interview__application=application(part.candidate["key"]),
            assignment__interview__stage=part.interview["stage"],
        )
        rows = {row.criterion: (row.level, row.missing or None) for row in sealed.ratings.all()}
        assert rows == {
            key: (value.get("level"), value.get("missing")) for key, value in part.ratings.items()
        }
        texts = [line["text"] for value in part.ratings.values() for line in value.get("evidence", [])]
        assert [row.text for row in sealed.evidence.all()] == texts
        assert sealed.note == part.entry.get("note", "")
        assert sealed.assignment.is_trainee is part.entry.get("trainee", False)
    assert SealedScorecard.objects.count() == len(list(parts("sealed")))


def test_the_amendment_counts_and_later_ratings_stand_beside() -> None:
    load(TUESDAY)
    amendment = Amendment.objects.get()
    debrief = application("aurelio").debriefs.get()
    assert (amendment.rating.level, amendment.level) == (2, 3)
    assert amendment.at < debrief.opened_at
    [later] = debrief.later_ratings.all()
    assert later.at > debrief.opened_at
    assert (later.rating.level, later.level) == (3, 4)


def test_an_interview_that_moved_twice_and_two_that_were_cancelled_keep_their_history() -> None:
    load(TUESDAY)
    moved = InterviewChange.objects.filter(kind="rescheduled").order_by("at")
    assert {row.interview.application for row in moved} == {application("leilani")}
    [first, second] = moved
    assert first.after["starts_at"] == second.before["starts_at"]
    assert second.after["starts_at"] == second.interview.starts_at.isoformat()
    cancelled = Interview.objects.filter(status="cancelled")
    assert {row.application for row in cancelled} == {application("yusra"), application("marisol")}


@pytest.mark.parametrize("day", DAYS)
def test_days_run_in_order_and_nobody_meets_on_a_weekend(day: str) -> None:
    now = DAYS[day]
    load(now)
    for interview in Interview.objects.exclude(application=application("nadia"), stage="system-design"):
        local = interview.starts_at.astimezone(ZoneInfo(interview.time_zone))
        assert local.weekday() < 5
        assert 7 <= local.hour <= 18
        assert interview.application.created_at < interview.created_at < interview.starts_at
        assert interview.created_at < now
    for sealed in SealedScorecard.objects.select_related("assignment__interview"):
        assert sealed.assignment.interview.ends_at < sealed.sealed_at < now
    for debrief in Debrief.objects.exclude(opened_at=None):
        sealed_last = SealedScorecard.objects.filter(assignment__interview__application=debrief.application)
        assert max(row.sealed_at for row in sealed_last) < debrief.opened_at < now
    assert max(Decision.objects.values_list("signed_at", flat=True)) < now
    assert max(ApplicationChange.objects.values_list("at", flat=True)) < now
    ahead = Interview.objects.filter(starts_at__gt=now)
    expected = {id(part.interview) for part in parts() if part.interview["state"] == "upcoming"}
    assert ahead.count() == len(expected)


def test_the_ledger_of_the_demo_holds() -> None:
    load(TUESDAY)
    result = verify()
    assert result.holds, result.findings
    assert result.lines > 150


def test_loading_twice_is_refused_with_a_sentence_and_changes_nothing() -> None:
    assert not holds_the_demo()
    load(TUESDAY)
    assert holds_the_demo()
    before = facts()
    with pytest.raises(Refused, match="This store holds the demo already"):
        load(TUESDAY)
    assert facts() == before


def test_the_demo_is_never_mixed_into_a_store_of_real_people() -> None:
    make_user("Real Person")
    with pytest.raises(Refused, match="holds accounts of real people"):
        load(TUESDAY)
    assert not holds_the_demo()
    assert User.objects.count() == 1


def test_the_same_moment_gives_the_same_company() -> None:
    from django.db import transaction

    told = []
    for _ in range(2):
        with transaction.atomic():
            load(TUESDAY)
            told.append(facts())
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0]) > 400


def test_nobody_of_the_demo_has_a_password() -> None:
    load(TUESDAY)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert all(user.fiction for user in User.objects.all())
    assert User.objects.order_by("pk").first() == account("robin")
    tried = {"login": PEOPLE["maren"]["email"], "password": "!"}
    answer = Client().post("/account/login/", tried)
    assert "_auth_user_id" not in answer.client.session


def test_papers_are_pdfs_that_say_where_their_objects_begin() -> None:
    content = write_pdf("Résumé of (A) \\ B", ["One paragraph – with a dash. " * 20, "Another."])
    assert content.startswith(b"%PDF-1.4\n")
    assert content.endswith(b"%%EOF\n")
    table = content[content.rindex(b"xref\n0 7\n") :].splitlines()[3:9]
    for number, line in enumerate(table, start=1):
        assert content[int(line.split()[0]) :].startswith(b"%d 0 obj" % number)
    stream = content[content.index(b"stream\n") + 7 : content.index(b"\nendstream")]
    assert b"/Length %d " % len(stream) in content
    assert "Résumé of \\(A\\) \\\\ B".encode("cp1252") in stream
    load(TUESDAY)
    assert {row.candidate.name for row in Document.objects.filter(kind="resume")} >= {"Nadia Hrubesch"}


def test_a_weekend_gives_way_to_friday_before_and_monday_next() -> None:
    days = Days(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))  # a Monday
    assert [days.day(ago).strftime("%a %d") for ago in (1, 2, 3, 4)] == [
        "Fri 20",
        "Fri 20",
        "Fri 20",
        "Thu 19",
    ]
    assert [days.day(-ahead).strftime("%a %d") for ahead in (1, 4, 5, 6, 7)] == [
        "Tue 24",
        "Fri 27",
        "Mon 30",
        "Mon 30",
        "Mon 30",
    ]


def test_evidence_and_ratings_have_no_strays() -> None:
    load(TUESDAY)
    rated = set(Rating.objects.values_list("sealed_id", "criterion"))
    assert set(Evidence.objects.values_list("sealed_id", "criterion")) <= rated
    assert len({handle_of(key) for key in CANDIDATES}) == len(CANDIDATES)


def test_the_season_before_is_whole_decided_and_in_the_ledger() -> None:
    load(TUESDAY, past=True)
    opening = Opening.objects.get(status="closed")
    rows = Application.objects.filter(opening=opening)
    assert (rows.count(), rows.filter(status="hired").count()) == (36, 4)
    assert rows.exclude(status__in=("hired", "declined")).count() == 0
    sealed = SealedScorecard.objects.filter(assignment__interview__application__opening=opening)
    assert sealed.count() == 4 * 36
    assert set(Counter(sealed.values_list("assignment__interviewer", flat=True)).values()) == {16}
    given = Rating.objects.filter(sealed__in=sealed)
    assert set(given.filter(level__isnull=False).values_list("sealed", "criterion")) == set(
        Evidence.objects.filter(sealed__in=sealed).values_list("sealed", "criterion")
    )
    for row in sealed.select_related("assignment__interview"):
        assert row.assignment.interview.ends_at < row.sealed_at
    for debrief in Debrief.objects.filter(application__opening=opening):
        seen = sealed.filter(assignment__interview__application=debrief.application_id)
        assert max(row.sealed_at for row in seen) < debrief.opened_at < TUESDAY
        assert debrief.decisions.get().signed_at > debrief.opened_at
    result = verify()
    assert result.holds, result.findings
    assert Line.objects.filter(action="interviewing.seal").count() == SealedScorecard.objects.count()
    assert Line.objects.filter(action="decision.signed").count() == Decision.objects.count()
    assert not owed().filter(interview__application__opening=opening).exists()


def test_the_season_before_is_the_same_each_time_and_moves_nothing_of_today() -> None:
    from django.db import transaction

    told = []
    for past in (True, True, False):
        with transaction.atomic():
            load(TUESDAY, past=past)
            told.append(facts())
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert [fact for fact in told[2] if fact not in told[0]] == []

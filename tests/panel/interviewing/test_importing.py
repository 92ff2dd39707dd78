"""Filled workbooks in the drafts of their authors: matched, never sealed, never over something, all or nothing."""

from typing import Any

import pytest
from django.urls import reverse

from evenbar.connect.workbook import filled
from evenbar.panel.hiring.models import Opening
from evenbar.panel.interviewing import actions
from evenbar.panel.interviewing.importing import Mismatched, fill_drafts
from evenbar.panel.interviewing.models import Draft, SealedScorecard
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.studio.visibility import parsed
from evenbar.scorecard.reading import read
from tests.connect.filling import Written, fill, opened, own_sheets, saved
from tests.panel.building import SMALL, World, make_candidate, make_interview, make_user, seal

NAMES = "Ada Interviewer=design, ben.interviewer@example.org=design, Cleo Interviewer=ways"
ADA = [
    Written(
        0,
        "framing",
        4,
        "Asked what an error costs.",
        "Forgot the baseline.",
        "prompted",
        "Out of the blue",
        "Calm.",
    ),
    Written(0, "deployment", "not reached"),
]
BEN = [Written(1, "framing", 2, "Named a model first."), Written(1, "deployment", 3, "Told of an alert.")]
CLEO = [Written(2, "collaboration", 5, "Gave the credit away.", asked="What did you change?")]


def imported(world: World, rows: list[Written], *, names: str = NAMES, **more: Any) -> list[Assignment]:
    """Fill a workbook of the world's version and import it."""
    candidate = more.get("candidate", "Priya Candidate")
    card = more.get("card") or parsed(world.version)
    book = filled.read(fill(card, rows, interviewers=names, candidate=candidate))
    assert book.flaws == ()
    assert book.origin.fingerprint
    opening = more.get("opening", world.opening)
    return fill_drafts(opening=opening, entries=book.entries, fingerprint=book.origin.fingerprint)


def problems(world: World, rows: list[Written], **more: Any) -> list[str]:
    """The sentences of a refused import, after which nothing has changed."""
    before = [(draft.pk, draft.revision, draft.body) for draft in Draft.objects.order_by("pk")]
    lines = Line.objects.count()
    with pytest.raises(Mismatched) as refused:
        imported(world, rows, **more)
    assert [(draft.pk, draft.revision, draft.body) for draft in Draft.objects.order_by("pk")] == before
    assert Line.objects.count() == lines
    return list(refused.value.problems)


def test_what_was_written_stands_in_the_drafts_of_those_who_wrote_it(world: World) -> None:
    """Evidence with its direction and tag, levels and kinds of missing; other words go into the note."""
    touched = imported(world, ADA + BEN + CLEO)
    assert {row.interviewer for row in touched} == {world.ada, world.ben, world.cleo}
    body = Draft.objects.get(assignment=world.assignment(world.ada)).body
    assert [
        (line["text"], line["criterion"], line["prompted"], line["direction"]) for line in body["lines"]
    ] == [
        ("Asked what an error costs.", "framing", "prompted", "for"),
        ("Forgot the baseline.", "framing", "prompted", "against"),
    ]
    assert body["ratings"] == {"framing": 4, "deployment": "not-reached"}
    name = parsed(world.version).criterion("framing").name
    assert body["note"] == f"Asked on {name}: Out of the blue\n{name}: Calm."
    assert Draft.objects.get(assignment=world.assignment(world.ben)).body["ratings"] == {
        "framing": 2,
        "deployment": 3,
    }


def test_what_was_recommended_stands_in_the_note_and_is_not_given(world: World) -> None:
    """The draft holds no recommendation: submitting asks for it."""
    book = opened(fill(parsed(world.version), BEN, interviewers=NAMES, candidate="Priya Candidate"))
    own_sheets(book)[1]["D4"].value = "strong no"
    read_back = filled.read(saved(book))
    fill_drafts(
        opening=world.opening,
        entries=read_back.entries,
        fingerprint=world.version.fingerprint,
        recommended=read_back.recommended,
    )
    assignment = world.assignment(world.ben)
    assert Draft.objects.get(assignment=assignment).body["note"] == "Recommended in the workbook: strong no."
    with pytest.raises(Refused, match="Say overall what you recommend"):
        actions.seal(actor=world.ben, assignment=assignment)


def test_nothing_is_submitted_for_anybody(world: World) -> None:
    """The interviewer checks the draft, recommends and submits; only then is there a rating."""
    imported(world, BEN)
    assert SealedScorecard.objects.count() == 0
    sealed = actions.seal(actor=world.ben, assignment=world.assignment(world.ben), recommendation="yes")
    assert sorted(sealed.ratings.values_list("criterion", "level")) == [("deployment", 3), ("framing", 2)]


def test_the_ledger_says_whose_drafts_and_nothing_of_what_they_say(world: World) -> None:
    before = Line.objects.count()
    imported(world, ADA + BEN)
    [line] = Line.objects.order_by("number")[before:]
    assert (line.action, line.actor, line.subject) == (
        "interviewing.import",
        None,
        f"opening:{world.opening.pk}",
    )
    assert line.facts == {"assignments": sorted(world.assignment(who).pk for who in (world.ada, world.ben))}


def test_nobody_but_the_author_sees_an_imported_draft(world: World, signed_in: Any) -> None:
    """It stands in the author's kit, and on no page that others may open."""
    imported(world, ADA)
    kit = reverse("interviewing:kit", args=[world.assignment(world.ada).pk])
    assert "Asked what an error costs" in signed_in(world.ada).get(kit).content.decode()
    pages = [
        reverse("hiring:opening", args=[world.opening.pk]),
        reverse("hiring:application", args=[world.application.pk]),
        reverse("scheduling:interview", args=[world.design.pk]),
    ]
    for person in (world.ben, world.manager, world.recruiter, world.admin):
        browser = signed_in(person)
        assert browser.get(kit).status_code == 404
        answers = [browser.get(page) for page in pages]
        assert any(answer.status_code == 200 for answer in answers)
        assert not any("Asked what an error costs" in answer.content.decode() for answer in answers)


def test_a_draft_in_which_something_stands_is_not_written_over(world: World) -> None:
    """Not even where the other drafts would fit: all or nothing."""
    mine = {"lines": [], "ratings": {"framing": 1}, "note": ""}
    actions.save_draft(actor=world.ada, assignment=world.assignment(world.ada), body=mine, revision=0)
    assert problems(world, ADA + BEN) == [
        "Ada Interviewer on Priya Candidate: the draft has something in it already; it is not written over."
    ]


def test_a_draft_that_was_opened_and_left_empty_is_filled(world: World) -> None:
    empty = {"lines": [], "ratings": {}, "note": ""}
    actions.save_draft(actor=world.ada, assignment=world.assignment(world.ada), body=empty, revision=0)
    imported(world, ADA)
    assert Draft.objects.get().body["ratings"]["framing"] == 4


def test_the_same_import_again_is_refused(world: World) -> None:
    imported(world, ADA)
    assert "has something in it already" in problems(world, ADA)[0]


def test_a_submitted_scorecard_gets_nothing_added(world: World) -> None:
    seal(world.assignment(world.ada), {"framing": 3, "deployment": 3})
    assert "has been submitted already" in problems(world, ADA)[0]


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        ("Priya", 'no candidate is called "Priya"; write the e-mail or the exact name into the first sheet.'),
        ("Twin", 'two candidates are called "Twin"; write the e-mail'),
    ],
)
def test_a_candidate_who_is_not_known_by_one_name_is_named(world: World, candidate: str, words: str) -> None:
    make_candidate(world.opening, "Twin", world.recruiter)
    make_candidate(world.opening, "Twin", world.recruiter)
    [problem] = problems(world, ADA + BEN, candidate=candidate)
    assert words in problem


def test_a_candidate_of_another_opening_is_not_known_here(world: World) -> None:
    """Importing cannot tell who applies elsewhere."""
    elsewhere = Opening.objects.create(title="Other", version=world.version, created_by=world.manager)
    make_candidate(elsewhere, "Elena Elsewhere", world.recruiter)
    unknown = problems(world, ADA, candidate="Nobody Known")
    known = problems(world, ADA, candidate="Elena Elsewhere")
    assert known == [unknown[0].replace("Nobody Known", "Elena Elsewhere")]


def test_a_candidate_is_known_by_e_mail_too(world: World) -> None:
    assert imported(world, ADA, candidate="PRIYA.candidate@example.com ")


def test_an_interviewer_who_does_not_hold_the_interview_is_named(world: World) -> None:
    """An account of the house is none on this candidate; nor is one whose interview was cancelled."""
    names = NAMES.replace("Ada Interviewer", "Oscar Outsider")
    assert problems(world, ADA, names=names) == [
        'Of Priya Candidate no interview is held by "Oscar Outsider"; '
        "write the e-mail or the exact name into the sheet."
    ]
    Interview.objects.filter(pk=world.design.pk).update(status="cancelled")
    assert "no interview is held by" in problems(world, ADA)[0]


def test_two_interviewers_of_one_name_are_told_apart_by_e_mail(world: World) -> None:
    double = make_user("Ada Interviewer", Role.INTERVIEWER, email="other.ada@example.org")
    Assignment.objects.create(interview=world.design, interviewer=double)
    assert 'two interviewers are called "Ada Interviewer"' in problems(world, ADA)[0]
    [touched] = imported(world, ADA, names=NAMES.replace("Ada Interviewer", "other.ada@example.org"))
    assert touched.interviewer == double


def test_a_criterion_that_their_interview_does_not_rate_is_named(world: World) -> None:
    names = NAMES.replace("Cleo Interviewer=ways", "Cleo Interviewer")
    [problem] = problems(world, [Written(2, "deployment", 3, "x")], names=names)
    assert 'no interview of theirs rates "deployment" for Priya Candidate' in problem


def test_a_criterion_that_two_of_their_interviews_rate_has_no_known_place(world: World) -> None:
    Assignment.objects.create(interview=world.ways, interviewer=world.ada)
    assert 'several interviews of theirs rate "framing"' in problems(world, ADA)[0]


def test_another_version_of_the_scorecard_is_refused(world: World) -> None:
    """The level was chosen by other words."""
    text = SMALL.read_text(encoding="utf-8").replace(
        "Changes how a group reviews.", "Changes how a group works."
    )
    [problem] = problems(world, ADA, card=read(text))
    assert "the interview is held on another version of the scorecard" in problem


def test_a_declared_conflict_of_interest_closes_the_draft(world: World) -> None:
    """Whoever declared one on another interview of the candidate gets nothing here either."""
    other = make_interview(world.application, "ways", world.ada, by=world.recruiter)
    Assignment.objects.filter(interview=other).update(status="conflict")
    assert problems(world, ADA) == ["Ada Interviewer declared a conflict of interest with Priya Candidate."]


def test_evidence_longer_than_a_line_may_be_is_named(world: World) -> None:
    [problem] = problems(world, [Written(0, "framing", 3, "x" * 8001)])
    assert problem == "Ada Interviewer on Priya Candidate: A note is longer than 8,000 characters; split it."


def test_every_mismatch_is_named_at_once(world: World) -> None:
    names = "Oscar Outsider=design, ben.interviewer@example.org=design, Cleo Interviewer=ways"
    seal(world.assignment(world.cleo), {"collaboration": 3, "framing": 3})
    assert len(problems(world, ADA + BEN + CLEO, names=names)) == 2

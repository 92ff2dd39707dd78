"""Saving, restoring, sealing and amending: what they write, what they refuse, what a repeat does."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from evenbar.panel.interviewing import actions
from evenbar.panel.interviewing.actions import Stale
from evenbar.panel.interviewing.models import Amendment, Draft, DraftState, Evidence, Rating, SealedScorecard
from evenbar.panel.interviewing.ratings import counting_level, effective
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment
from tests.panel.building import World, make_debrief, make_interview
from tests.panel.interviewing.writing import line, whole


def fresh(assignment: Assignment) -> Assignment:
    return Assignment.objects.get(pk=assignment.pk)


def save(world: World, body: Any, revision: int, **parts: Any) -> Draft:
    return actions.save_draft(
        actor=world.ada, assignment=fresh(world.assignment(world.ada)), body=body, revision=revision, **parts
    )


def seal(world: World, body: Any = None, recommendation: str = "yes", **parts: Any) -> SealedScorecard:
    return actions.seal(
        actor=world.ada,
        assignment=world.assignment(world.ada),
        body=body,
        recommendation=recommendation,
        **parts,
    )


def lines_of_ledger() -> list[tuple[str, str]]:
    from evenbar.panel.ledger.models import Line

    return list(Line.objects.values_list("action", "subject"))


def test_each_save_makes_the_next_revision_and_keeps_the_one_before(world: World) -> None:
    """Each save raises the revision by one, and earlier states are at hand."""
    save(world, {"lines": [line("a")]}, 0)
    draft = save(world, {"lines": [line("a"), line("b")]}, 1)
    assert draft.revision == 2
    assert [len(state.body["lines"]) for state in DraftState.objects.order_by("revision")] == [1, 2]
    assert lines_of_ledger() == []


def test_a_save_on_an_old_revision_is_refused_and_writes_nothing(world: World) -> None:
    """A second tab that saves on a revision that has passed gets the current draft and changes nothing."""
    save(world, {"lines": [line("a")]}, 0, tab="first", count=1)
    with pytest.raises(Stale) as refusal:
        save(world, {"lines": [line("b")]}, 0, tab="second", count=1)
    assert refusal.value.draft.body["lines"][0]["id"] == "a"
    assert Draft.objects.get().revision == 1


def test_the_same_page_may_save_again_when_its_answer_was_lost(world: World) -> None:
    """A page that never heard its save was kept saves on the old revision without a conflict."""
    save(world, {"lines": [line("a")]}, 0, tab="first", count=1)
    draft = save(world, {"lines": [line("a"), line("b")]}, 0, tab="first", count=2)
    assert draft.revision == 2


def test_a_page_that_takes_over_the_text_of_another_goes_on_from_its_last_save(world: World) -> None:
    """The last request of a closed page may arrive after the next page was drawn: its heir saves without a conflict."""
    save(world, {"lines": [line("a")]}, 0, tab="closed", count=3)
    both = {"lines": [line("a"), line("b")]}
    assert save(world, both, 0, tab="next", count=1, heir={"closed": 3}).revision == 2
    third = save(world, {"lines": []}, 0, tab="third", count=1, heir={"closed": 3, "next": 1})
    assert third.revision == 3


def test_an_heir_overwrites_nothing_that_it_has_not_seen(world: World) -> None:
    """When the page it took over is still open and saved something newer, both texts are shown."""
    save(world, {"lines": [line("a")]}, 0, tab="open", count=4)
    with pytest.raises(Stale):
        save(world, {"lines": [line("b")]}, 0, tab="next", count=1, heir={"open": 3})
    with pytest.raises(Stale):
        save(world, {"lines": [line("b")]}, 0, tab="next", count=1, heir={"": 9, "other": 9})


def test_a_late_repeat_from_the_same_page_changes_nothing(world: World) -> None:
    """An older save that arrives after a newer one of the same page writes nothing."""
    save(world, {"lines": [line("a")]}, 0, tab="first", count=1)
    save(world, {"lines": [line("a"), line("b")]}, 1, tab="first", count=2)
    draft = save(world, {"lines": [line("a")]}, 0, tab="first", count=1)
    assert (draft.revision, len(draft.body["lines"])) == (2, 2)


def test_saving_what_already_stands_is_no_new_revision(world: World) -> None:
    """The same body again, from any page and on any revision, is acknowledged and makes no revision."""
    save(world, {"lines": [line("a")]}, 0)
    assert save(world, {"lines": [line("a")]}, 0, tab="other", count=1).revision == 1
    assert DraftState.objects.count() == 1


def test_a_save_overtaken_between_reading_and_writing_is_a_conflict(world: World) -> None:
    """Two saves that both read revision 1: the second is told, nothing is overwritten."""
    save(world, {"lines": [line("a")]}, 0)
    slow = fresh(world.assignment(world.ada))
    assert slow.draft.revision == 1
    save(world, {"lines": [line("b")]}, 1)
    with pytest.raises(Stale):
        actions.save_draft(actor=world.ada, assignment=slow, body={"lines": [line("c")]}, revision=1)
    assert Draft.objects.get().body["lines"][0]["id"] == "b"


def test_a_save_overtaken_by_the_same_text_or_the_same_page_is_no_conflict(world: World) -> None:
    """A page that is left posts while its earlier save is on the way: both are kept in order, without a conflict."""
    slow = fresh(world.assignment(world.ada))
    assert getattr(slow, "draft", None) is None
    save(world, {"lines": [line("a")]}, 0, tab="first", count=2)
    same = actions.save_draft(
        actor=world.ada, assignment=slow, body={"lines": [line("a")]}, revision=0, tab="other"
    )
    assert same.revision == 1
    slow = fresh(world.assignment(world.ada))
    assert slow.draft.count == 2
    save(world, {"lines": [line("b")]}, 1, tab="first", count=3)
    newer, older = {"lines": [line("c")]}, {"lines": [line("z")]}
    kept = actions.save_draft(actor=world.ada, assignment=slow, body=newer, revision=1, tab="first", count=4)
    assert (kept.revision, kept.body["lines"][0]["id"]) == (3, "c")
    late = actions.save_draft(actor=world.ada, assignment=slow, body=older, revision=1, tab="first", count=3)
    assert (late.revision, late.body["lines"][0]["id"]) == (3, "c")


def test_two_first_saves_at_once_make_one_draft(world: World) -> None:
    """Two pages that both begin the draft: the second gets a conflict, not an error."""
    slow = fresh(world.assignment(world.ada))
    assert getattr(slow, "draft", None) is None
    save(world, {"lines": [line("a")]}, 0)
    with pytest.raises(Stale):
        actions.save_draft(actor=world.ada, assignment=slow, body={"lines": [line("b")]}, revision=0)


def test_old_states_are_thinned_and_the_newest_all_kept(world: World) -> None:
    """Of a minute of saves every second, the newest six stay and of the others one in thirty seconds."""
    begin = timezone.now() - timedelta(minutes=5)
    for number in range(1, 61):
        save(world, {"note": f"revision {number}"}, number - 1, at=begin + timedelta(seconds=number))
    kept = list(DraftState.objects.order_by("revision").values_list("revision", flat=True))
    assert kept == [1, 31, 55, 56, 57, 58, 59, 60]


def test_restoring_makes_a_new_revision_and_keeps_what_it_replaces(world: World) -> None:
    """An earlier state comes back as a new revision; the state that it replaced stays in the list."""
    save(world, {"note": "first"}, 0)
    save(world, {"note": "second"}, 1)
    state = DraftState.objects.get(revision=1)
    draft = actions.restore_draft(actor=world.ada, assignment=fresh(world.assignment(world.ada)), state=state)
    assert (draft.revision, draft.body["note"]) == (3, "first")
    assert DraftState.objects.filter(revision=2, body__note="second").exists()


def test_nobody_but_the_interviewer_saves_restores_seals_or_amends(world: World) -> None:
    """No role lets anybody write in another's draft or scorecard."""
    save(world, whole(), 0)
    assignment, state = world.assignment(world.ada), DraftState.objects.get()
    others = [person for person in world.everyone.values() if person != world.ada]
    for person in others:
        with pytest.raises(PermissionDenied):
            actions.save_draft(actor=person, assignment=fresh(assignment), body=whole(), revision=1)
        with pytest.raises(PermissionDenied):
            actions.restore_draft(actor=person, assignment=fresh(assignment), state=state)
        with pytest.raises(PermissionDenied):
            actions.seal(actor=person, assignment=assignment, body=whole(), recommendation="yes")
    rating = seal(world).ratings.first()
    assert rating is not None
    for person in others:
        with pytest.raises(PermissionDenied):
            actions.amend(actor=person, rating=rating, level=1, evidence="x", reason="y")


def test_a_state_of_another_draft_cannot_be_restored(world: World) -> None:
    """A state is restored only into the draft that it came from."""
    save(world, {"note": "ada's"}, 0)
    ben = world.assignment(world.ben)
    actions.save_draft(actor=world.ben, assignment=fresh(ben), body={"note": "ben's"}, revision=0)
    state = DraftState.objects.get(draft__assignment__interviewer=world.ada)
    with pytest.raises(PermissionDenied):
        actions.restore_draft(actor=world.ben, assignment=fresh(ben), state=state)


@pytest.mark.parametrize("status", ["declined", "conflict", "replaced", "removed"])
def test_nothing_is_written_once_the_assignment_no_longer_stands(world: World, status: str) -> None:
    """Declined, in conflict, replaced or removed: neither saving nor sealing is possible."""
    Assignment.objects.filter(interviewer=world.ada).update(status=status)
    with pytest.raises(Refused):
        save(world, whole(), 0)
    with pytest.raises(Refused):
        seal(world, whole())


def test_nothing_is_written_for_a_cancelled_interview(world: World) -> None:
    """A cancelled interview takes neither drafts nor scorecards."""
    world.design.status = "cancelled"
    world.design.save()
    with pytest.raises(Refused):
        save(world, whole(), 0)
    with pytest.raises(Refused):
        seal(world, whole())


def test_sealing_writes_ratings_evidence_and_note_in_one_go(world: World) -> None:
    """Sealing makes one rating a criterion, evidence in time order, and a note of what was filed nowhere."""
    body = whole(deployment="nothing-shown")
    early = "2026-01-05T09:00:00+00:00"
    body["lines"].append(
        line("early", "framing", question="vague-brief", prompted="unprompted", direction="for", at=early)
    )
    body["lines"].append(line("loose"))
    save(world, body, 0)
    sealed = seal(world)
    assert {r.criterion: (r.level, r.missing) for r in sealed.ratings.all()} == {
        "framing": (4, ""),
        "deployment": (None, "nothing-shown"),
    }
    first = sealed.evidence.first()
    assert first is not None
    assert (first.text, first.question, first.prompted, first.direction) == (
        "evidence-early",
        "vague-brief",
        "unprompted",
        "for",
    )
    assert sealed.note == "the-summary\nevidence-loose"
    assert not Draft.objects.exists()
    assert lines_of_ledger() == [("interviewing.seal", f"sealedscorecard:{sealed.pk}")]


def test_the_ledger_holds_no_word_of_what_was_sealed(world: World) -> None:
    """The line of a sealing and of an amendment holds ids and digests, no text, level or recommendation."""
    from evenbar.panel.ledger.models import Line

    sealed = seal(world, whole(), recommendation="strong-no")
    actions.amend(
        actor=world.ada, rating=sealed.ratings.all()[0], level=1, reason="misheard", evidence="said-no"
    )
    facts = " ".join(str(row.facts) for row in Line.objects.all())
    for word in ("evidence", "summary", "strong-no", "misheard", "said-no", "framing"):
        assert word not in facts
    assert "content" in facts


def test_sealing_twice_seals_once(world: World) -> None:
    """A repeated request, even with other content, returns the first scorecard and writes nothing."""
    first = seal(world, whole())
    again = seal(world, whole(framing=1), recommendation="no")
    assert again == first
    assert SealedScorecard.objects.count() == 1
    assert Rating.objects.get(criterion="framing").level == 4
    assert len(lines_of_ledger()) == 1


@pytest.mark.parametrize("lines", [[], [{"id": "x", "text": "  "}], [{"id": "x", "text": "not filed"}]])
def test_a_level_without_evidence_cannot_be_sealed(world: World, lines: list[dict[str, Any]]) -> None:
    """No line, a blank line and a line filed nowhere are no evidence: the sealing names the criterion."""
    body = {"lines": [line("d", "deployment"), *lines], "ratings": {"framing": 4, "deployment": 2}}
    with pytest.raises(Refused, match=r"evidence.*Frames the problem"):
        seal(world, body)
    assert not SealedScorecard.objects.exists()


def test_a_criterion_left_blank_cannot_be_sealed(world: World) -> None:
    """A blank criterion is asked for by name and becomes no number and no kind of missing by itself."""
    body = whole()
    del body["ratings"]["framing"]
    with pytest.raises(Refused, match="say why there is none, for: Frames the problem"):
        seal(world, body)


@pytest.mark.parametrize("recommendation", ["", "maybe", "4"])
def test_the_recommendation_is_asked_for(world: World, recommendation: str) -> None:
    """Without one of the four recommendations nothing is sealed."""
    with pytest.raises(Refused, match="strong no, no, yes or strong yes"):
        seal(world, whole(), recommendation=recommendation)


@pytest.mark.parametrize("missing", ["not-planned", "not-reached", "nothing-shown"])
def test_a_missing_rating_is_never_a_number(world: World, missing: str) -> None:
    """Each kind of missing is kept as such: no level, and no level that counts."""
    rating = seal(world, whole(framing=missing)).ratings.get(criterion="framing")
    assert (rating.level, rating.missing) == (None, missing)
    assert counting_level(rating) is None


def test_an_interview_that_has_not_begun_cannot_be_sealed(world: World) -> None:
    """Before its start a kit takes notes, and no scorecard."""
    world.design.starts_at = timezone.now() + timedelta(hours=1)
    world.design.save()
    save(world, {"note": "to ask"}, 0)
    with pytest.raises(Refused, match="not begun"):
        seal(world, whole())


def test_an_unrated_stage_seals_its_notes_alone(world: World) -> None:
    """A conversation that rates nothing seals its notes, with no rating and no recommendation."""
    interview = make_interview(world.application, "screen", world.cleo, by=world.recruiter)
    assignment = interview.assignments.get()
    body = {"lines": [line("wishes")], "note": ""}
    sealed = actions.seal(actor=world.cleo, assignment=assignment, body=body)
    assert (sealed.note, sealed.ratings.count(), sealed.recommendation) == ("evidence-wishes", 0, "")


def test_what_was_sealed_cannot_be_changed_or_deleted(world: World) -> None:
    """Sealed rows refuse saving and deleting through the model, and the draft is closed."""
    sealed = seal(world, whole())
    amendment = actions.amend(actor=world.ada, rating=sealed.ratings.all()[0], level=1, reason="misheard")
    for row in (sealed, sealed.ratings.all()[0], sealed.evidence.all()[0], amendment):
        with pytest.raises(ValueError, match="never changes"):
            row.save()
        with pytest.raises(ValueError, match="never deleted"):
            row.delete()
    with pytest.raises(Refused, match="has been submitted"):
        save(world, whole(framing=1), 1)


def test_an_amendment_stands_beside_the_first_rating(world: World) -> None:
    """The last amendment counts, the first rating stays as it was, and both are kept."""
    rating = seal(world, whole()).ratings.get(criterion="framing")
    actions.amend(actor=world.ada, rating=rating, level=2, reason="Mixed up two candidates.")
    actions.amend(
        actor=world.ada, rating=rating, level=3, evidence="Named the cost.", reason="Found my paper notes."
    )
    rating.refresh_from_db()
    assert (rating.level, effective(rating).level) == (4, 3)
    assert rating.amendments.count() == 2


def test_only_amendments_before_the_debrief_count(world: World) -> None:
    """What was amended at or after the opening of the debrief does not change the rating that counts."""
    rating = seal(world, whole()).ratings.get(criterion="framing")
    opened_at = timezone.now()
    row = {"rating": rating, "by": world.ada, "reason": "misheard"}
    Amendment.objects.create(level=2, at=opened_at - timedelta(minutes=1), **row)
    Amendment.objects.create(missing="nothing-shown", at=opened_at, **row)
    assert counting_level(rating, opened_at=opened_at) == 2
    assert counting_level(rating) is None


def test_a_repeated_amendment_is_made_once(world: World) -> None:
    """A double click on an amendment writes one row and one line."""
    rating = seal(world, whole()).ratings.get(criterion="framing")
    first = actions.amend(actor=world.ada, rating=rating, level=2, reason="misheard")
    assert actions.amend(actor=world.ada, rating=rating, level=2, reason="misheard") == first
    assert [action for action, _ in lines_of_ledger()] == ["interviewing.seal", "interviewing.amend"]


@pytest.mark.parametrize(
    "amendment",
    [
        {"level": 2, "reason": " "},
        {"level": 2, "reason": "x" * 501},
        {"level": 4, "reason": "the same again"},
        {"level": 0, "reason": "zero is no level"},
        {"level": None, "missing": "", "reason": "neither"},
        {"level": 2, "missing": "not-reached", "reason": "both"},
        {"level": None, "missing": "skipped", "reason": "no such kind"},
    ],
)
def test_an_amendment_without_reason_or_change_is_refused(world: World, amendment: dict[str, Any]) -> None:
    """No reason, no change, or something that is no rating: nothing is written."""
    rating = seal(world, whole()).ratings.get(criterion="framing")
    with pytest.raises(Refused):
        actions.amend(actor=world.ada, rating=rating, **amendment)
    assert not Amendment.objects.exists()


def test_a_missing_rating_becomes_a_level_only_with_evidence(world: World) -> None:
    """Amending "not reached" to a level needs evidence as sealing does."""
    body = {"lines": [line("d", "deployment")], "ratings": {"framing": "not-reached", "deployment": 2}}
    rating = seal(world, body).ratings.get(criterion="framing")
    with pytest.raises(Refused, match="needs evidence"):
        actions.amend(actor=world.ada, rating=rating, level=3, reason="It came up after all.")
    actions.amend(
        actor=world.ada, rating=rating, level=3, evidence="Named the cost.", reason="It came up after all."
    )
    assert counting_level(rating) == 3


def test_after_the_debrief_has_opened_no_rating_is_amended(world: World) -> None:
    """Once a debrief that covers the stage is open, an amendment is refused; one over other stages does not matter."""
    rating = seal(world, whole()).ratings.get(criterion="framing")
    make_debrief(world, "ways", opened=True)
    actions.amend(actor=world.ada, rating=rating, level=2, reason="misheard")
    make_debrief(world, "design", opened=True)
    with pytest.raises(Refused, match="debrief"):
        actions.amend(actor=world.ada, rating=rating, level=1, reason="after the talk")
    assert Amendment.objects.count() == 1


def test_two_interviewers_of_one_interview_rate_apart(world: World) -> None:
    """Two people in one interview have a draft and a scorecard each."""
    seal(world, whole())
    ben = world.assignment(world.ben)
    actions.save_draft(actor=world.ben, assignment=ben, body=whole(framing=1), revision=0)
    actions.seal(actor=world.ben, assignment=ben, recommendation="no")
    levels = Rating.objects.filter(criterion="framing").values_list(
        "sealed__assignment__interviewer__name", "level"
    )
    assert dict(levels) == {"Ada Interviewer": 4, "Ben Interviewer": 1}
    assert Evidence.objects.count() == 4

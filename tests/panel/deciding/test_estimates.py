"""Scores after severity on the pages: what is shown, when it is refused, and who sees nothing of it.

Each wall is a pair: the estimate exists and its numbers are on the page of who may, and not on that of who may not.
"""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from evenbar.panel.deciding import actions as deciding
from evenbar.panel.deciding import estimates, reading
from evenbar.panel.deciding.models import Debrief, Decision
from evenbar.panel.deciding.pool import pool_of
from evenbar.panel.hiring.actions import change_version
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.work.answers import answer
from evenbar.panel.work.models import KeptAnswer
from tests.panel.acting import page
from tests.panel.building import SMALL, World, make_debrief, make_interview, make_user, make_version, seal
from tests.panel.conftest import SignedIn
from tests.panel.deciding.seasons import compute, season, settle

WORDS = "Chance of being above the bar"
DISCLAIMER = "about this measurement, not about success in the job"


def rate(world: World, person: User, **levels: int) -> None:
    own = Assignment.objects.get(interviewer=person, interview__application=world.application)
    seal(own, dict(levels))


def debriefed(world: World, *, trainee: bool = True) -> Debrief:
    """The world's candidate rated on design beside a season; its debrief is open, Cleo still owes ways of working."""
    season(world)
    rate(world, world.ada, framing=4, deployment=4)
    rate(world, world.ben, framing=3, deployment=3)
    if trainee:
        rate(world, world.trainee, framing=1, deployment=1)
    return make_debrief(world, "design", opened=True)


def shown(user: User, debrief: Debrief) -> str:
    """The card of the estimate as an account reads it, once it is computed."""
    page(user, "deciding:debrief", debrief.pk)
    compute()
    return " ".join(page(user, "deciding:debrief", debrief.pk).split())


def numbers(debrief: Debrief) -> dict[str, float]:
    """What was computed, from the store."""
    value = answer(estimates.DEBRIEF, str(debrief.pk)).value
    return value["versions"][str(debrief.application.opening.version_id)]


def test_the_debrief_shows_the_score_after_severity_with_interval_n_and_chance(world: World) -> None:
    """Beside the score as rated, on one scale; what the chance is about is said."""
    debrief = debriefed(world)
    text = shown(world.manager, debrief)
    told = numbers(debrief)
    assert told["low"] < told["score"] < told["high"]
    assert f"{told['score']:.2f}" in text
    assert f"{told['low']:.2f}&nbsp;–&#8288;&nbsp;{told['high']:.2f},<br>n 2 interviewers" in text
    assert WORDS in text
    assert DISCLAIMER in text
    assert "7 candidates of this opening, 2 interviewers, 28 ratings" in text
    assert "predict" not in text


def test_while_it_is_computed_the_page_says_so_and_asks_again(world: World) -> None:
    """No page fits a model: the card polls its own address, and without scripts there is a link."""
    debrief = debriefed(world)
    text = page(world.manager, "deciding:debrief", debrief.pk)
    address = reverse("deciding:debrief-estimate", args=[debrief.pk])
    assert f'hx-get="{address}"' in text
    assert "Look again" in text
    assert f'hx-get="{address}"' in page(world.manager, "deciding:debrief-estimate", debrief.pk)
    compute()
    card = page(world.manager, "deciding:debrief-estimate", debrief.pk)
    assert WORDS in card
    assert "hx-get" not in card
    assert "<html" not in card


def test_an_opened_debrief_is_computed_before_anybody_looks(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    season(world)
    rate(world, world.ada, framing=4, deployment=4)
    rate(world, world.ben, framing=3, deployment=3)
    debrief = make_debrief(world, "design")
    with django_capture_on_commit_callbacks(execute=True):
        deciding.open_debrief(actor=world.manager, debrief=debrief)
    compute()
    assert "Look again" not in page(world.manager, "deciding:debrief", debrief.pk)
    assert WORDS in page(world.manager, "deciding:debrief", debrief.pk)


def test_the_score_of_a_lenient_panel_falls_and_that_of_a_strict_one_rises(world: World) -> None:
    """Ada gives a level more than everyone. Candidates with equal ratings, one of them met by her, end apart."""
    ann, bob = make_user("Ann Other"), make_user("Bob Other")
    for number in range(10):
        level = 2 + number % 3
        settle(world, f"Person {number}", (level + 1, level, level), world.ada, ann, bob)
    lenient = settle(world, "Met Ada", (4, 4), world.ada, ann)
    strict = settle(world, "Met Bob", (4, 4), bob, ann)
    for debrief in (lenient, strict):
        page(world.manager, "deciding:debrief", debrief.pk)
    compute()
    assert numbers(lenient)["score"] < numbers(strict)["score"] - 0.1


@pytest.mark.parametrize(
    ("people", "count", "said"),
    [
        ("one", 6, "Two interviewers are enough."),
        ("few", 2, "5 are enough: 2 more whose debrief is open"),
        ("apart", 6, "Across such parts a strict interviewer cannot be told from a weak candidate."),
    ],
)
def test_below_the_minimum_the_card_says_why_and_what_would_be_enough(
    world: World, people: str, count: int, said: str
) -> None:
    """At once, without a computation: no score after severity, no chance, no interval."""
    season(world, count)
    strangers = (make_user("Ann Other"), make_user("Bob Other"))
    panel = {"one": (world.ada,), "few": (world.ada, world.ben), "apart": strangers}[people]
    debrief = settle(world, "Someone New", (4, 4)[: len(panel)], *panel)
    text = " ".join(page(world.manager, "deciding:debrief", debrief.pk).split())
    assert said in text
    assert WORDS not in text
    assert compute() == 0


def test_two_halves_that_share_nobody_are_both_refused(world: World) -> None:
    """Six candidates and six; each half alone would be enough."""
    first = season(world)
    others = (make_user("Ann Other"), make_user("Bob Other"))
    second = [settle(world, f"Apart {number}", (3, 4), *others) for number in range(6)]
    for debrief in (first[0], second[0]):
        text = page(world.manager, "deciding:debrief", debrief.pk)
        assert "One candidate whom interviewers of both parts rate would link them." in text
    settle(world, "The Link", (3, 3), world.ada, others[0])
    assert WORDS in shown(world.manager, first[0])


def test_an_immaterial_adjustment_is_called_that(world: World) -> None:
    """Everybody rates alike and the candidate is average, so there is nothing to take out."""
    for number in range(8):
        settle(world, f"Person {number}", (2 + number % 3, 2 + number % 3))
    debrief = settle(world, "Someone Average", (3, 3))
    assert "The adjustment is immaterial: it moves the score by 0.0" in shown(world.manager, debrief)


def test_both_versions_show_where_the_debrief_shows_both(world: World) -> None:
    """Rule 4: the opening's weights moved on, and the score after severity stands under each."""
    debrief = debriefed(world)
    text = SMALL.read_text("utf-8").replace("weight: 3", "weight: 1", 1)
    newer = make_version(world.admin, text=text, title="Newer")
    change_version(actor=world.manager, opening=world.opening, version=newer, reason="Other weights")
    debrief.refresh_from_db()
    card = shown(world.manager, Debrief.objects.get(pk=debrief.pk))
    assert card.count(WORDS) == 2
    assert card.count("80&nbsp;%") >= 2


@pytest.mark.parametrize("who", ["cleo", "trainee", "outsider", "analyst", "compliance"])
def test_nobody_else_reads_an_estimate_by_page_packet_or_fragment(world: World, who: str) -> None:
    """The manager and Ada read it; Cleo still owes, the trainee and the others take no part."""
    debrief = debriefed(world)
    assert WORDS in shown(world.manager, debrief)
    assert WORDS in page(world.ada, "deciding:debrief", debrief.pk)
    told = numbers(debrief)
    for name in ("debrief", "debrief-estimate", "packet", "decide"):
        text = page(getattr(world, who), f"deciding:{name}", debrief.pk)
        assert WORDS not in text
        assert f"{told['score']:.2f}" not in text


def test_before_the_debrief_opens_nobody_reads_one(world: World) -> None:
    """The answer is in the store already, computed for a debrief that covers the same ratings."""
    debrief = debriefed(world)
    shown(world.manager, debrief)
    Debrief.objects.filter(pk=debrief.pk).update(opened_at=None)
    assert KeptAnswer.objects.exclude(computed_at=None).exists()
    for name, status in (("debrief", 200), ("debrief-estimate", 404), ("packet", 404)):
        got = SignedIn(world.manager).get(reverse(f"deciding:{name}", args=[debrief.pk]))
        assert (got.status_code, WORDS in got.content.decode()) == (status, False)


def test_who_comes_to_owe_a_scorecard_closes_the_numbers_of_others_too(world: World) -> None:
    """Hana reads a debrief. Then she is to interview somebody who is in its pool: what rested on them is not shown."""
    debrief = debriefed(world)
    assert WORDS in shown(world.manager, debrief)
    other = Debrief.objects.exclude(pk=debrief.pk).first()
    assert other is not None
    make_interview(other.application, "ways", world.manager, by=world.recruiter)
    text = page(world.manager, "deciding:debrief", debrief.pk)
    assert WORDS not in text
    assert "Being computed" in text
    compute()
    text = " ".join(page(world.manager, "deciding:debrief", debrief.pk).split())
    assert "6 candidates of this opening" in text


def test_what_a_trainee_rated_moves_no_estimate(world: World) -> None:
    """The same season twice; in one the trainee, who has sealed, gave the lowest levels."""
    debrief = debriefed(world, trainee=False)
    shown(world.manager, debrief)
    before = numbers(debrief)
    rate(world, world.trainee, framing=1, deployment=1)
    shown(world.manager, debrief)
    assert numbers(debrief) == before


def test_a_signed_decision_keeps_what_its_signer_saw(world: World) -> None:
    """Score, interval, chance, counts, model and the fingerprint of the data; later ratings change nothing of it."""
    debrief = debriefed(world)
    shown(world.manager, debrief)
    decision = sign(world, debrief)
    kept = decision.figures["adjusted"]
    assert {key: kept[key] for key in ("score", "low", "high", "above")} == numbers(debrief)
    assert kept["model"].startswith(estimates.MODEL)
    assert len(kept["fingerprint"]) == 64
    settle(world, "Later Person", (1, 5))
    text = " ".join(page(world.manager, "deciding:decision", decision.pk).split())
    assert "After interviewers&#x27; severity, as it stood then" in text or "as it stood then" in text
    assert f"{kept['score']:.2f}, 80&nbsp;% {kept['low']:.2f}–{kept['high']:.2f}" in text
    assert kept["fingerprint"][:12] in text
    assert f"{kept['score']:.2f}" not in page(world.cleo, "deciding:decision", decision.pk)


def test_a_decision_that_saw_no_estimate_keeps_and_shows_none(world: World) -> None:
    """Signed while it was still being computed, as all were before there were any."""
    debrief = debriefed(world)
    decision = sign(world, debrief)
    assert "adjusted" not in decision.figures
    compute()
    assert "as it stood then" not in page(world.manager, "deciding:decision", decision.pk)


def sign(world: World, debrief: Debrief) -> Decision:
    return deciding.sign(
        actor=world.manager,
        debrief=debrief,
        outcome=Decision.Outcome.HOLD,
        summary="The decision came before the model.",
        reasons={"framing": "Four and three.", "collaboration": "Not rated."},
        deciders=[],
        dissent={},
        request_key="key",
    )


def compared(world: World, **asked: str) -> str:
    """The comparison as the manager reads it, once it is computed."""
    page(world.manager, "deciding:compare", world.opening.pk)
    compute()
    return " ".join(page(world.manager, "deciding:compare", world.opening.pk, **asked).split())


def test_the_comparison_shows_scores_and_ranks_with_intervals_and_chances(world: World) -> None:
    debriefs = season(world, 8)
    text = compared(world, hires="2")
    assert "8 settled candidates, 32 ratings by 2 interviewers" in text
    assert text.count("<figure") == 2
    assert "in the top 2" in text
    assert all(debrief.application.candidate.handle in text for debrief in debriefs)
    assert "tied with" in text
    assert "It predicts nobody's success in the job." in text


def test_chances_rise_with_the_number_of_hires_and_odd_numbers_are_one(world: World) -> None:
    season(world, 8)
    compared(world)
    [kept] = KeptAnswer.objects.filter(kind=estimates.COMPARISON)
    within = [each["within"] for each in kept.value["candidates"].values()]
    assert all(chances == sorted(chances) for chances in within)
    for hires in ("0", "-3", "many", "", "99999999"):
        assert "chance of being in the top 1<" in compared(world, hires=hires)
    assert "in the top 8" in compared(world, hires="12")


def test_the_order_follows_the_score_only_for_who_asks(world: World) -> None:
    """By handle at first: nothing that was computed orders the page."""
    season(world, 6)
    text = compared(world)
    handles = re.findall(r'scope="col"><a[^>]*>([^<]+)</a>', text)
    assert handles == sorted(handles)
    [kept] = KeptAnswer.objects.filter(kind=estimates.COMPARISON)
    by_rank = sorted(kept.value["candidates"], key=lambda pk: kept.value["candidates"][pk]["rank"])
    names = {str(row.application_id): row.application.candidate.handle for row in Debrief.objects.all()}
    ordered = re.findall(r'scope="col"><a[^>]*>([^<]+)</a>', compared(world, order="score"))
    assert ordered == [names[pk] for pk in by_rank]


def test_parts_that_share_nobody_are_ranked_apart_and_that_is_said(world: World) -> None:
    season(world, 4)
    others = (make_user("Ann Other"), make_user("Bob Other"))
    for number in range(4):
        settle(world, f"Apart {number}", (3 + number % 2, 4), *others)
    text = compared(world, order="score")
    assert "fall into 2 parts that share no interviewer" in text
    assert text.count("Part 2: compared with one another alone") >= 1
    [kept] = KeptAnswer.objects.filter(kind=estimates.COMPARISON)
    ranks = sorted((each["part"], each["rank"]) for each in kept.value["candidates"].values())
    assert ranks == [(part, rank) for part in (0, 1) for rank in (1, 2, 3, 4)]


def test_too_few_candidates_are_not_ranked(world: World) -> None:
    season(world, 3)
    text = " ".join(page(world.manager, "deciding:compare", world.opening.pk).split())
    assert "3 are so far, and 2 more would be enough" in text
    assert "<figure" not in text


def test_a_candidate_closed_by_a_conflict_leaves_no_trace_in_the_ranks(world: World) -> None:
    """Hana has a conflict with the strongest of seven: hers are six, ranked 1 to 6; the recruiter's are seven."""
    debriefs = season(world, 7)
    closed = debriefs[6].application
    seat = make_interview(closed, "ways", world.manager, by=world.recruiter).assignments.get()
    Assignment.objects.filter(pk=seat.pk).update(status=Assignment.Status.CONFLICT)
    text = compared(world)
    page(world.recruiter, "deciding:compare", world.opening.pk)
    compute()
    assert closed.candidate.handle not in text
    hers, whole = sorted(
        KeptAnswer.objects.filter(kind=estimates.COMPARISON), key=lambda row: len(row.value["candidates"])
    )
    assert str(closed.pk) in whole.value["candidates"]
    assert sorted(each["rank"] for each in hers.value["candidates"].values()) == [1, 2, 3, 4, 5, 6]
    assert closed.pk not in hers.rests_on
    assert "6 settled candidates, 24 ratings" in text


def test_a_candidate_on_whom_anybody_owes_is_compared_as_rated_and_not_ranked(world: World) -> None:
    """Cleo owes on the world's candidate: in the table with the means, in no figure."""
    debrief = debriefed(world)
    text = compared(world)
    [kept] = KeptAnswer.objects.filter(kind=estimates.COMPARISON)
    assert debrief.application.candidate.handle in text
    assert str(debrief.application_id) not in kept.value["candidates"]
    assert "6 settled candidates" in text


def test_only_managers_of_the_opening_read_the_ranks(world: World) -> None:
    """By the page and by the address of the part that polls."""
    season(world)
    assert "6 settled candidates" in compared(world)
    assert "6 settled candidates" in page(world.manager, "deciding:compare-estimate", world.opening.pk)
    for person in (world.ada, world.cleo, world.trainee, world.outsider, world.analyst, world.compliance):
        for name in ("compare", "compare-estimate"):
            got = SignedIn(person).get(reverse(f"deciding:{name}", args=[world.opening.pk]))
            assert (got.status_code, "settled candidates" in got.content.decode()) == (404, False)


def test_kept_answers_hold_ids_and_numbers_and_no_name(world: World) -> None:
    debrief = debriefed(world)
    shown(world.manager, debrief)
    compared(world)
    kept = repr(list(KeptAnswer.objects.values()))
    assert KeptAnswer.objects.count() == 2
    people = [*world.everyone.values(), *(row.application.candidate for row in Debrief.objects.all())]
    assert [person.name for person in people if person.name in kept or person.email in kept] == []


def test_equal_criteria_with_other_anchors_share_a_weight_by_their_ratings(world: World) -> None:
    """Half of the candidates were rated on another third anchor: both ways of the criterion carry its weight."""
    from evenbar.panel.deciding.pool import criterion_of, table_of

    season(world, 4)
    text = SMALL.read_text("utf-8").replace("Restates the decision with its costs.", "Names the decision.")
    newer = make_version(world.admin, text=text, title="Newer")
    from evenbar.panel.scheduling.models import Interview

    half = Debrief.objects.order_by("pk").values("application")[:2]
    Interview.objects.filter(application__in=list(half.values_list("application", flat=True))).update(
        version=newer
    )
    table = table_of(pool_of([world.opening.pk]))
    assert table is not None
    weights = estimates.key_weights(table, world.version)
    framing = [weight for key, weight in weights.items() if criterion_of(key) == "framing"]
    assert framing == pytest.approx([0.3, 0.3])
    assert sum(weights.values()) == pytest.approx(0.8)


def test_an_estimate_is_read_beside_the_same_ratings_as_the_mean(world: World) -> None:
    """Ways of working is rated and open by a debrief of its own: the debrief on design is computed without it."""
    debrief = debriefed(world)
    shown(world.manager, debrief)
    before = numbers(debrief)
    rate(world, world.cleo, framing=1, collaboration=1)
    make_debrief(world, "ways", opened=True)
    shown(world.manager, debrief)
    seen = reading.read_debrief(world.manager, debrief)
    assert {column.assignment.interviewer_id for column in seen.primary.columns} == {
        world.ada.pk,
        world.ben.pk,
    }
    assert numbers(debrief) == before


def test_a_question_that_nothing_changed_is_not_computed_again(world: World) -> None:
    debrief = debriefed(world)
    shown(world.manager, debrief)
    question = estimates.about_debrief(str(debrief.pk))
    assert question.fingerprint == KeptAnswer.objects.get().fingerprint
    assert replace(question, small=True).fingerprint == question.fingerprint
    page(world.manager, "deciding:debrief", debrief.pk)
    assert compute() == 0

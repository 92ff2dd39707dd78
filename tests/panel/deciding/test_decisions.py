"""Rating after discussion and signing: kept beside, signed once, with reasons."""

from datetime import timedelta
from fractions import Fraction as F

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evenbar.panel.deciding import actions, reading
from evenbar.panel.deciding.models import Debrief, Decision, RatingAfterDebrief
from evenbar.panel.interviewing.models import Amendment, Rating
from evenbar.panel.refusal import Refused
from tests.panel.building import World, make_debrief, make_version, seal

REASONS = {"framing": "Ada saw a reframing, Ben a template.", "deployment": "Below the minimum once probed."}


@pytest.fixture
def opened(world: World) -> Debrief:
    """All three have sealed, the debrief is open. By hand: framing 4, 2, 3 -> 3; deployment 2; collaboration 4."""
    seal(world.assignment(world.ada), {"framing": 4, "deployment": 2})
    seal(world.assignment(world.ben), {"framing": 2, "deployment": "not-reached"})
    seal(world.assignment(world.cleo), {"framing": 3, "collaboration": 4})
    return actions.open_debrief(actor=world.manager, debrief=make_debrief(world))


def decide(world: World, debrief: Debrief, **changes: object) -> Decision:
    """Sign a decision as the hiring manager."""
    values = {
        "outcome": "no",
        "summary": "Deployment is the heart of this role.",
        "reasons": REASONS,
        "deciders": [world.ada],
        "dissent": {world.ada.pk: "One probe was not enough."},
        "request_key": "key-1",
        "actor": world.manager,
    }
    return actions.sign(debrief=debrief, **{**values, **changes})


def test_the_picture_is_what_one_computes_by_hand(world: World, opened: Debrief) -> None:
    """(3 x 3 + 1 x 2 + 1 x 4) / 5 = 3; deployment misses its minimum of 3; framing is apart by 2."""
    picture = reading.read_debrief(world.manager, opened).primary
    assert picture.combined.value == 3
    assert picture.combined.covered == 1
    assert (picture.combined.ratings, picture.combined.interviewers) == (5, 3)
    assert picture.side == "below"
    assert [must.criterion for must in picture.missed] == ["deployment"]
    assert [row.criterion.id for row in picture.apart] == ["framing"]


def test_a_missing_rating_is_never_a_number(world: World, opened: Debrief) -> None:
    """Ben did not reach deployment: its mean is Ada's 2 with n 1, not 1 nor 0 nor less."""
    picture = reading.read_debrief(world.manager, opened).primary
    mean = picture.combined.mean_of("deployment")
    assert (mean.mean, mean.n) == (2, 1)


def test_an_amendment_counts_only_when_made_before_the_debrief_opened(world: World, opened: Debrief) -> None:
    """The rating that counts is the independent one as last amended before; later rows change nothing."""
    rating = Rating.objects.get(sealed__assignment__interviewer=world.ada, criterion="deployment")
    Amendment.objects.create(
        rating=rating, level=5, reason="later", by=world.ada, at=opened.opened_at + timedelta(seconds=1)
    )
    assert reading.read_debrief(world.manager, opened).primary.combined.mean_of("deployment").mean == 2
    Amendment.objects.create(
        rating=rating, level=3, reason="typo", by=world.ada, at=opened.opened_at - timedelta(seconds=1)
    )
    assert reading.read_debrief(world.manager, opened).primary.combined.mean_of("deployment").mean == 3


def test_a_rating_after_discussion_stands_beside_and_is_never_mixed_in(world: World, opened: Debrief) -> None:
    """The first rating stays and counts; the later one is shown."""
    rating = Rating.objects.get(sealed__assignment__interviewer=world.ben, criterion="framing")
    before = reading.read_debrief(world.manager, opened).primary.combined
    actions.revise(
        actor=world.ben, debrief=opened, rating=rating, level=4, missing="", reason="I had missed the memo"
    )
    seen = reading.read_debrief(world.manager, opened).primary
    assert seen.combined == before
    [cell] = [
        column.cells["framing"] for column in seen.columns if column.assignment.interviewer == world.ben
    ]
    assert (cell.level, cell.later.level) == (2, 4)


def test_only_the_author_rates_again_and_only_with_a_reason(world: World, opened: Debrief) -> None:
    """Neither the manager nor another interviewer edits a rating; blanks are refused."""
    rating = Rating.objects.get(sealed__assignment__interviewer=world.ben, criterion="framing")
    ok = {"debrief": opened, "rating": rating, "level": 4, "missing": "", "reason": "because"}
    for user in (world.manager, world.recruiter, world.admin, world.ada):
        with pytest.raises(Refused, match="Only who gave"):
            actions.revise(actor=user, **ok)
    for change in (
        {"reason": " "},
        {"level": None},
        {"missing": "not-reached"},
        {"level": 6},
        {"level": None, "missing": "x"},
    ):
        with pytest.raises(Refused):
            actions.revise(actor=world.ben, **{**ok, **change})
    assert not RatingAfterDebrief.objects.exists()


def test_a_decision_names_who_when_which_version_and_why(world: World, opened: Debrief) -> None:
    """Everything of rule 7 stands in the signed row."""
    decision = decide(world, opened)
    assert decision.signed_by == world.manager
    assert decision.version == world.version
    assert decision.rule.endswith("(bar 3.4)")
    assert {reason.criterion: reason.text for reason in decision.reasons.all()} == REASONS
    assert {d.user: d.dissent for d in decision.deciders.all()} == {
        world.ada: "One probe was not enough.",
        world.manager: "",
    }
    assert F(decision.figures["weighted_mean"]) == 3
    world.application.refresh_from_db()
    assert world.application.status == "declined"


def test_a_repeated_request_signs_once(world: World, opened: Debrief) -> None:
    """A double click returns the same decision and never errors."""
    assert decide(world, opened).pk == decide(world, opened).pk
    assert Decision.objects.count() == 1


def test_a_change_of_mind_is_a_new_decision_that_had_read_the_last(world: World, opened: Debrief) -> None:
    """Signing over an unread decision is refused; the first one stays as it was."""
    first = decide(world, opened)
    with pytest.raises(Refused, match="Another decision was signed"):
        decide(world, opened, request_key="key-2")
    second = decide(world, opened, request_key="key-2", outcome="hold", latest=first.pk)
    assert second.supersedes == first
    first.refresh_from_db()
    assert first.outcome == "no"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"summary": "  "}, "why you decided"),
        ({"outcome": "maybe"}, "Choose what you decided"),
        ({"reasons": {"framing": "x"}}, "Deploys and monitors"),
        ({"reasons": {}}, "Frames the problem, Deploys and monitors"),
    ],
)
def test_a_decision_without_its_why_is_refused(
    world: World, opened: Debrief, change: dict, sentence: str
) -> None:
    """Summary, outcome and the reasons that are needed."""
    with pytest.raises(Refused, match=sentence):
        decide(world, opened, **change)
    assert not Decision.objects.exists()


def test_only_the_hiring_manager_signs(world: World, opened: Debrief) -> None:
    """No other role, and no software, decides."""
    for user in (world.ada, world.recruiter, world.admin, world.compliance, world.outsider):
        with pytest.raises(Refused, match="Only the opening's hiring manager"):
            actions.sign(
                actor=user,
                debrief=opened,
                outcome="no",
                summary="x",
                reasons=REASONS,
                deciders=[],
                dissent={},
                request_key="k",
            )


def test_what_was_signed_never_changes(world: World, opened: Debrief) -> None:
    """The model itself refuses a second save and a delete."""
    decision = decide(world, opened)
    decision.summary = "other"
    with pytest.raises(ValueError, match="never changes"):
        decision.save()
    with pytest.raises(ValueError, match="never deleted"):
        decision.delete()


def test_a_candidate_rated_before_a_change_is_shown_under_both_versions(
    world: World, opened: Debrief
) -> None:
    """The primary score keeps the version of the interviews; today's version stands beside it."""
    text = world.version.text.replace("weight: 1\n    minimum: 3", "weight: 5\n    minimum: 3")
    world.opening.version = make_version(world.admin, text=text, title="Deployment weighs more")
    world.opening.save()
    seen = reading.read_debrief(world.manager, Debrief.objects.get(pk=opened.pk))
    assert seen.version == world.version
    assert seen.primary.combined.value == 3
    assert seen.current.combined.value == F(23, 9)  # (3 x 3 + 5 x 2 + 1 x 4) / 9


def test_every_write_leaves_a_line_without_words(world: World, opened: Debrief) -> None:
    """The ledger has the acts, and none of the texts."""
    from evenbar.panel.ledger.models import Line

    decide(world, opened)
    lines = list(Line.objects.order_by("number"))
    assert [line.action for line in lines if line.action.startswith(("debrief", "decision"))] == [
        "debrief.opened",
        "decision.signed",
    ]
    told = repr([line.facts for line in lines])
    assert "heart of this role" not in told
    assert "Priya" not in told
    assert timezone.now().isoformat()[:4] == lines[-1].at[:4]


def test_the_form_says_what_is_signed_already(world: World, opened: Debrief) -> None:
    """Whoever comes back to the form, by the back button for instance, reads that a decision stands."""
    client = Client()
    client.force_login(world.manager)
    url = reverse("deciding:decide", args=[opened.pk])
    assert "Decided already" not in client.get(url).content.decode()
    decision = decide(world, opened)
    page = client.get(url).content.decode()
    assert "Decided already" in page
    assert reverse("deciding:decision", args=[decision.pk]) in page

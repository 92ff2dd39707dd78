"""The whisper at the review: it marks judgement beside its line, stops nobody, is kept nowhere, tells nobody else."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from evenbar.panel.interviewing.models import Draft, SealedScorecard
from evenbar.panel.ledger.models import Line
from evenbar.panel.scheduling.models import Assignment
from tests.panel.building import World, make_candidate, make_debrief, make_interview, seal
from tests.panel.conftest import SignedIn
from tests.panel.interviewing.writing import line, save, whole

GREAT = "Great communicator, very sharp."
DEED = "Restated the decision with the cost of both errors before naming a model."


@pytest.fixture
def ada(world: World) -> Client:
    return SignedIn(world.ada)


@pytest.fixture
def hers(world: World) -> Assignment:
    return world.assignment(world.ada)


def review(client: Client, assignment: Assignment) -> Any:
    return client.get(reverse("interviewing:review", args=[assignment.pk]))


def written(client: Client, assignment: Assignment, *texts: str, level: int = 4) -> Any:
    """The review of a draft with these lines under the first criterion."""
    lines = [line(f"n{number}", "framing", text=text) for number, text in enumerate(texts)]
    body = {"lines": lines, "ratings": {"framing": level, "deployment": "not-reached"}}
    draft = Draft.objects.filter(assignment=assignment).first()
    assert save(client, assignment, body, draft.revision if draft else 0).status_code == 200
    return review(client, assignment)


def said(answer: Any) -> dict[str, list[str]]:
    return {id: [whisper.rule for whisper in found] for id, found in answer.context["whispers"].items()}


def test_judgement_is_marked_beside_its_line_and_a_deed_is_not(ada: Client, hers: Assignment) -> None:
    """A line of praise is marked, linked to its note and to the rule; a line that tells a deed is left alone."""
    answer = written(ada, hers, DEED, GREAT)
    assert said(answer) == {"n1": ["adjective-without-behaviour"]}
    page = answer.content.decode()
    assert 'aria-describedby="whisper-n1"' in page
    assert 'href="/rules/adjective-without-behaviour/"' in page
    assert "whisper-n0" not in page


def test_a_level_against_its_evidence_is_marked(ada: Client, hers: Assignment) -> None:
    """A gap alone under a five is marked; the same note under a two is not."""
    gap = "Did not mention a baseline at any point, even when asked."
    assert said(written(ada, hers, gap, level=5)) == {"n0": ["level-contradicted"]}
    assert said(written(ada, hers, gap, level=2)) == {}


def test_a_protected_topic_in_evidence_is_marked(ada: Client, hers: Assignment) -> None:
    """What a candidate's family has to do with it is asked by the whisper; the wording of a model is not."""
    assert (
        "protected-topic" in said(written(ada, hers, "She is pregnant, so the rota may be hard.", DEED))["n0"]
    )
    assert said(written(ada, hers, "Built a model of pregnancy risk and checked it by age group.")) == {}


def test_other_candidates_are_known_only_as_far_as_the_author_may_see_them(
    ada: Client, hers: Assignment, world: World
) -> None:
    """A name whom the interviewer meets counts as a comparison; one whom only the manager sees stays unknown."""
    other = make_candidate(world.opening, "Zelda Quux", world.recruiter)
    note = "Zelda named the cost of both errors and then chose the threshold."
    assert said(written(ada, hers, note)) == {}
    make_interview(other, "design", world.ada, by=world.recruiter)
    assert said(written(ada, hers, note)) == {"n0": ["comparison-with-candidate"]}


def test_it_stops_nobody_and_is_kept_nowhere(ada: Client, hers: Assignment) -> None:
    """A draft full of judgement is submitted as it stands; neither the draft, the scorecard nor the ledger tells."""
    written(ada, hers, GREAT)
    lines = Line.objects.count()
    assert said(review(ada, hers)) == {"n0": ["adjective-without-behaviour"]}
    assert Line.objects.count() == lines
    sent = {"revision": 1, "rating.framing": "4", "rating.deployment": "not-reached", "recommendation": "yes"}
    ada.post(reverse("interviewing:seal", args=[hers.pk]), sent)
    sealed = SealedScorecard.objects.get(assignment=hers)
    assert sealed.evidence.get().text == GREAT
    kept = [str(Draft.objects.filter(assignment=hers).values()), str(list(Line.objects.values()))]
    assert not any("adjective-without-behaviour" in each for each in kept)


def test_nobody_else_hears_it(ada: Client, hers: Assignment, world: World) -> None:
    """Managers and the panel see no whisper about somebody's evidence, before and after the debrief opens."""
    written(ada, hers, GREAT)
    for user in (world.ben, world.manager, world.admin, world.recruiter):
        assert review(SignedIn(user), hers).status_code == 404
    sent = {"revision": 1, "rating.framing": "4", "rating.deployment": "not-reached", "recommendation": "yes"}
    ada.post(reverse("interviewing:seal", args=[hers.pk]), sent)
    seal(world.assignment(world.ben), {"framing": 2, "deployment": 3})
    seal(world.assignment(world.cleo), {"collaboration": 3, "framing": 3})
    opened = make_debrief(world, opened=True)
    debrief = SignedIn(world.manager).get(reverse("deciding:debrief", args=[opened.pk]))
    assert GREAT in debrief.content.decode()
    assert "adjective-without-behaviour" not in debrief.content.decode()


def test_what_others_rated_changes_nothing(ada: Client, hers: Assignment, world: World) -> None:
    """The whisper is the same before and after the others submit, whatever they rated."""
    before = said(written(ada, hers, GREAT, DEED, level=5))
    seal(world.assignment(world.ben), {"framing": 1, "deployment": 1})
    seal(world.assignment(world.cleo), {"collaboration": 5, "framing": 1})
    assert said(review(ada, hers)) == before


def test_the_organisations_file_speaks_here_too(
    ada: Client, hers: Assignment, settings: LazySettings, tmp_path: Any
) -> None:
    """A rule switched off is silent; a file that cannot be read is said, and the usual rules look."""
    settings.DATA = tmp_path
    file = tmp_path / "evenbar.toml"
    file.write_text('[lint.severity]\nadjective-without-behaviour = "off"\n', encoding="utf-8")
    answer = written(ada, hers, GREAT)
    assert said(answer) == {}
    assert "cannot be read" not in answer.content.decode()
    file.write_text("[lint\n", encoding="utf-8")
    answer = review(ada, hers)
    assert said(answer) == {"n0": ["adjective-without-behaviour"]}
    assert "rules for evidence cannot be read" in answer.content.decode()


def test_an_empty_draft_has_nothing_whispered(ada: Client, hers: Assignment) -> None:
    """Without evidence there is nothing to mark, and notes that are filed nowhere are left alone."""
    assert said(review(ada, hers)) == {}
    save(ada, hers, whole() | {"lines": [line("loose", text=GREAT)]}, 0)
    assert said(review(ada, hers)) == {}

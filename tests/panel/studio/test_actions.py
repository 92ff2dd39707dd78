"""Drafts that never overwrite each other, versions that never change, and what the ledger keeps of it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.studio import actions, visibility
from evenbar.panel.studio.models import Draft, DraftState, Scorecard, Version
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.panel.building import World, seal


def lines(action: str) -> list[Line]:
    return list(Line.objects.filter(action=action))


def test_a_save_moves_the_revision_and_keeps_the_text_before(
    world: World, small: Scorecard, written: str
) -> None:
    """Saving stores the text, counts the revision up and keeps the text that it replaced."""
    after = written.replace("Frames the problem", "Frames the question")
    draft = actions.save_draft(actor=world.admin, scorecard=small, text=after, revision=1)
    stored = Draft.objects.get(scorecard=small)
    assert (draft.revision, stored.revision, stored.text, stored.updated_by) == (2, 2, after, world.admin)
    assert visibility.text_at(stored, 1) == written


def test_the_same_text_is_no_save(world: World, small: Scorecard, written: str) -> None:
    """Saving what stands there already changes nothing, whatever revision it was read at."""
    assert actions.save_draft(actor=world.manager, scorecard=small, text=written, revision=99).revision == 1
    assert not DraftState.objects.exists()


def test_the_later_of_two_editors_overwrites_nothing(world: World, small: Scorecard, written: str) -> None:
    """A save that was read at an older revision is refused, and the first editor's text stands."""
    first = written.replace("Frames the problem", "First")
    second = written.replace("Frames the problem", "Second")
    actions.save_draft(actor=world.admin, scorecard=small, text=first, revision=1)
    with pytest.raises(actions.Stale) as refusal:
        actions.save_draft(actor=world.manager, scorecard=small, text=second, revision=1)
    assert world.admin.name in refusal.value.sentence
    assert refusal.value.draft.text == first
    assert Draft.objects.get(scorecard=small).text == first


def test_a_stale_row_in_memory_overwrites_nothing(world: World, small: Scorecard, written: str) -> None:
    """A caller that hands in the row it read long ago is refused like any other."""
    old = Draft.objects.get(scorecard=small)
    actions.save_draft(actor=world.admin, scorecard=small, text=written + "# first\n", revision=1)
    with pytest.raises(actions.Stale):
        actions.save_draft(
            actor=world.manager, scorecard=small, text=written + "# second\n", revision=1, read=old
        )
    assert Draft.objects.get(scorecard=small).text == written + "# first\n"


def test_old_texts_are_kept_up_to_a_number(world: World, small: Scorecard, written: str) -> None:
    """Of two hundred saves the last fifty texts are at hand, give or take the nine that are cleared together."""
    for revision in range(1, 201):
        actions.save_draft(
            actor=world.manager, scorecard=small, text=f"{written}# {revision}\n", revision=revision
        )
    kept = DraftState.objects.filter(draft__scorecard=small).count()
    assert actions.STATES_KEPT <= kept < actions.STATES_KEPT + actions.PRUNE_EVERY


def test_a_text_with_errors_can_be_saved_but_not_published(
    world: World, small: Scorecard, written: str
) -> None:
    """An unreadable draft is kept as it was typed; publishing it is refused with its first error."""
    actions.save_draft(
        actor=world.manager, scorecard=small, text=written.replace("weight: 3", "weight: lots"), revision=1
    )
    with pytest.raises(Refused, match=r"cannot be read.*Line \d+, column \d+: .*lots"):
        actions.publish(actor=world.manager, scorecard=small)
    assert not small.versions.exists()


def test_publishing_makes_a_version_and_closes_the_draft(
    world: World, small: Scorecard, written: str
) -> None:
    """A published version has the text, its fingerprint and a ledger line with it; the draft is gone."""
    version = actions.publish(actor=world.manager, scorecard=small, note="Begin.")
    mark = fingerprint(read(written))
    assert (version.number, version.text, version.fingerprint, version.note) == (1, written, mark, "Begin.")
    assert not Draft.objects.filter(scorecard=small).exists()
    (line,) = lines("studio.publish")
    assert line.facts == {"fingerprint": mark, "scorecard": small.pk, "errors": 0}


def test_the_same_text_is_not_published_twice(world: World, small: Scorecard, written: str) -> None:
    """A draft that differs from the last version in comments alone is refused with a sentence."""
    version = actions.publish(actor=world.manager, scorecard=small)
    actions.start_draft(actor=world.manager, version=version)
    actions.save_draft(actor=world.manager, scorecard=small, text=written + "# only a comment\n", revision=1)
    with pytest.raises(Refused, match="says the same as version 1"):
        actions.publish(actor=world.manager, scorecard=small)
    assert small.versions.count() == 1


def test_a_double_click_publishes_once(world: World, small: Scorecard, written: str) -> None:
    """The second of two equal requests gets the version of the first."""
    mark = fingerprint(read(written))
    first = actions.publish(actor=world.manager, scorecard=small, seen=mark)
    second = actions.publish(actor=world.manager, scorecard=small, seen=mark)
    assert first.pk == second.pk
    assert len(lines("studio.publish")) == 1


def test_what_was_not_seen_is_not_published(world: World, small: Scorecard, written: str) -> None:
    """A draft that changed after the page was opened is not published under that page's click."""
    actions.save_draft(
        actor=world.admin, scorecard=small, text=written.replace("bar: 3.4", "bar: 2.0"), revision=1
    )
    with pytest.raises(Refused, match="changed since you opened"):
        actions.publish(actor=world.manager, scorecard=small, seen=fingerprint(read(written)))


def test_a_version_never_changes(world: World) -> None:
    """Writing another text into a published version is refused by the model itself."""
    world.version.text = "changed"
    with pytest.raises(ValueError, match="never changes"):
        world.version.save()
    with pytest.raises(ValueError, match="never changes"):
        world.version.save(update_fields=["text"])
    assert Version.objects.get(pk=world.version.pk).text != "changed"


def test_a_new_draft_begins_with_the_text_of_any_version(
    world: World, small: Scorecard, written: str
) -> None:
    """An older version can be taken up again; a scorecard with an open draft keeps that one."""
    first = actions.publish(actor=world.manager, scorecard=small)
    actions.start_draft(actor=world.manager, version=first)
    actions.save_draft(
        actor=world.manager, scorecard=small, text=written.replace("bar: 3.4", "bar: 3.6"), revision=1
    )
    with pytest.raises(Refused, match="has an open draft"):
        actions.start_draft(actor=world.manager, version=first)
    actions.publish(actor=world.manager, scorecard=small)
    draft = actions.start_draft(actor=world.manager, version=first)
    assert draft.text == written
    assert actions.publish(actor=world.manager, scorecard=small).number == 3


def test_a_version_in_use_cannot_be_withdrawn(world: World) -> None:
    """A version that an opening uses stays, with the reason."""
    with pytest.raises(Refused, match="an opening uses it"):
        actions.withdraw(actor=world.admin, version=world.version)


def test_a_version_rated_against_cannot_be_withdrawn(world: World, small: Scorecard) -> None:
    """Even when its opening has moved on, a version with sealed ratings stays."""
    other = actions.publish(actor=world.manager, scorecard=small)
    seal(world.assignment(world.ada), {"framing": 4})
    world.opening.version = other
    world.opening.save()
    with pytest.raises(Refused, match="candidates have been rated against it"):
        actions.withdraw(actor=world.admin, version=world.version)
    assert Version.objects.get(pk=world.version.pk).withdrawn_at is None


def test_a_version_with_planned_interviews_cannot_be_withdrawn(world: World, small: Scorecard) -> None:
    """A version that somebody is about to rate against stays, though no opening is on it any more."""
    world.opening.version = actions.publish(actor=world.manager, scorecard=small)
    world.opening.save()
    with pytest.raises(Refused, match="interviews are planned on it"):
        actions.withdraw(actor=world.admin, version=world.version)


def test_an_unused_version_is_withdrawn_once(world: World, small: Scorecard, written: str) -> None:
    """Withdrawing twice is one withdrawal; the text can then be published again under the next number."""
    version = actions.publish(actor=world.manager, scorecard=small)
    at = actions.withdraw(actor=world.manager, version=version).withdrawn_at
    assert actions.withdraw(actor=world.manager, version=version).withdrawn_at == at
    assert len(lines("studio.withdraw")) == 1
    actions.start_draft(actor=world.manager, version=version)
    assert actions.publish(actor=world.manager, scorecard=small).number == 2


def test_a_discarded_draft_takes_an_empty_scorecard_with_it(world: World, small: Scorecard) -> None:
    """A scorecard without versions goes with its draft; one with versions stays."""
    pk = small.pk
    actions.discard_draft(actor=world.manager, scorecard=small)
    assert not Scorecard.objects.filter(pk=pk).exists()
    actions.start_draft(actor=world.manager, version=world.version)
    actions.discard_draft(actor=world.manager, scorecard=world.version.scorecard)
    assert Scorecard.objects.filter(pk=world.version.scorecard_id).exists()
    assert len(lines("studio.discard_draft")) == 2


def test_a_nul_and_a_huge_text_are_refused(world: World, small: Scorecard) -> None:
    """What a database cannot keep, or no scorecard needs, is one sentence."""
    for text, said in (("a\x00b", "U\\+0000"), ("x" * 2_000_001, "larger than 2 MB")):
        with pytest.raises(Refused, match=said):
            actions.save_draft(actor=world.manager, scorecard=small, text=text, revision=1)


def calls(world: World, small: Scorecard) -> dict[str, Callable[[User], object]]:
    return {
        "create": lambda user: actions.create_scorecard(actor=user, title="x", text="y"),
        "save": lambda user: actions.save_draft(actor=user, scorecard=small, text="y", revision=1),
        "publish": lambda user: actions.publish(actor=user, scorecard=small),
        "start": lambda user: actions.start_draft(actor=user, version=world.version),
        "discard": lambda user: actions.discard_draft(actor=user, scorecard=small),
        "withdraw": lambda user: actions.withdraw(actor=user, version=world.version),
    }


@pytest.mark.parametrize("name", ["ada", "trainee", "outsider", "analyst", "compliance"])
def test_others_write_nothing(world: World, small: Scorecard, name: str) -> None:
    """Interviewers, trainees, analysts and compliance are turned away by every action itself."""
    for call in calls(world, small).values():
        with pytest.raises(PermissionDenied):
            call(world.everyone[name])
    assert Scorecard.objects.count() == 2


def test_the_ledger_holds_digests_and_no_words(world: World, small: Scorecard) -> None:
    """No line of the studio holds a name, a title or a text; an autosave writes none."""
    before = Line.objects.count()
    actions.save_draft(actor=world.manager, scorecard=small, text="evenbar: 1\n", revision=1)
    assert Line.objects.count() == before
    facts = "".join(
        str(line.facts) + line.subject for line in Line.objects.filter(action__startswith="studio.")
    )
    assert "Small" not in facts
    assert "evenbar" not in facts
    assert Line.objects.filter(action="studio.create_scorecard").exists()

"""Every write of the studio: scorecards, drafts, versions. Texts are edited elsewhere; here they are kept."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.studio import visibility
from evenbar.panel.studio.models import Draft, DraftState, Scorecard, Version
from evenbar.panel.studio.opened import Opened, opened
from evenbar.panel.studio.team_rules import proof_on
from evenbar.scorecard.scorecard import fingerprint
from evenbar.scorecard.source import MOST_BYTES

STATES_KEPT = 50
PRUNE_EVERY = 10
TITLE_LENGTH = 200


class Stale(Refused):
    """The draft was saved by somebody else since the text was read. `draft` is what stands now."""

    def __init__(self, draft: Draft, actor: User) -> None:
        who = "Another window of yours" if draft.updated_by_id == actor.pk else draft.updated_by.name
        super().__init__(
            f"{who} saved this draft while you were writing. Nothing was overwritten: look at both texts and choose."
        )
        self.draft = draft


class ReasonNeeded(Refused):
    """The proof-reader finds errors, and nobody has written why the scorecard is published all the same."""

    def __init__(self, errors: int) -> None:
        many = "an error" if errors == 1 else f"{errors} errors"
        super().__init__(
            f"The proof-reader finds {many} in this scorecard. Mend what it finds, or write on the publish page "
            "why it is published all the same."
        )


@transaction.atomic
def create_scorecard(
    *, actor: User, title: str, text: str, origin: str = "", at: datetime | None = None
) -> Scorecard:
    """Begin a scorecard with an open draft. Whoever may write scorecards; the ledger keeps the text's digest."""
    _require_writer(actor)
    _require_storable(text)
    at = at or timezone.now()
    scorecard = Scorecard.objects.create(
        title=title[:TITLE_LENGTH], origin=origin[:TITLE_LENGTH], created_by=actor, created_at=at
    )
    Draft.objects.create(scorecard=scorecard, text=text, updated_by=actor, updated_at=at)
    record(actor, "studio.create_scorecard", scorecard, text=digest(text))
    return scorecard


@transaction.atomic
def save_draft(
    *,
    actor: User,
    scorecard: Scorecard,
    text: str,
    revision: int,
    read: Draft | None = None,
    at: datetime | None = None,
) -> Draft:
    """Save a draft that was read at `revision`; Stale where it has moved on. Whoever may write scorecards.

    `read` is the row as the caller has just read it, to spare a query. The ledger says nothing: drafts save by
    themselves every second, and nobody is rated against one.
    """
    _require_writer(actor)
    _require_storable(text)
    draft = read or _draft_of(scorecard)
    if text == draft.text:
        return draft
    before = draft.text
    # Compare and swap in one statement: of two that race, one finds the revision gone.
    changed = Draft.objects.filter(pk=draft.pk, revision=revision).update(
        text=text, revision=revision + 1, updated_by=actor, updated_at=at or timezone.now()
    )
    if not changed:
        raise Stale(_draft_of(scorecard), actor)
    _keep_state(draft, revision, before)
    _keep_title(scorecard, text)
    return _moved_on(draft, actor, text, revision + 1)


def _draft_of(scorecard: Scorecard) -> Draft:
    draft = Draft.objects.filter(scorecard=scorecard).select_related("updated_by", "scorecard").first()
    if draft is None:
        raise Refused("This scorecard has no open draft. Start one from a version.")
    return draft


def _moved_on(draft: Draft, actor: User, text: str, revision: int) -> Draft:
    """The row in memory as it now stands in the table, without another query."""
    draft.text, draft.revision, draft.updated_by = text, revision, actor
    return draft


def _keep_state(draft: Draft, revision: int, text: str) -> None:
    DraftState.objects.create(draft=draft, revision=revision, text=text)
    if revision % PRUNE_EVERY == 0:
        DraftState.objects.filter(draft=draft, revision__lte=revision - STATES_KEPT).delete()


def _keep_title(scorecard: Scorecard, text: str) -> None:
    """Let the list show the title that the text gives."""
    card = opened(text).card
    if card is not None and card.title[:TITLE_LENGTH] != scorecard.title:
        scorecard.title = card.title[:TITLE_LENGTH]
        scorecard.save(update_fields=["title"])


@transaction.atomic
def publish(
    *,
    actor: User,
    scorecard: Scorecard,
    note: str = "",
    seen: str = "",
    lint_reason: str = "",
    at: datetime | None = None,
) -> Version:
    """Publish the draft as an immutable version. Whoever may write scorecards.

    `seen` is the fingerprint that the person was shown; where given, nothing else is published, and asking twice
    gives the same version. With errors of the proof-reader `lint_reason` must say why. The ledger keeps the
    fingerprint and how many errors there were, not the reason.
    """
    _require_writer(actor)
    Scorecard.objects.select_for_update().get(pk=scorecard.pk)
    last = visibility.last_version(scorecard)
    # Locked, so that a save which was acknowledged is either in the version or was refused, never deleted with it.
    draft = Draft.objects.select_for_update().filter(scorecard=scorecard).first()
    if draft is None:
        if last is not None and seen == last.fingerprint:
            return last
        raise Refused("This scorecard has no open draft. Start one from a version.")
    mark = _publishable(opened(draft.text), last, seen)
    errors = proof_on(draft.text, at.date() if at else None).errors
    if errors and not lint_reason.strip():
        raise ReasonNeeded(errors)
    version = _write_version(
        scorecard, draft, actor, mark=mark, note=note, lint_reason=lint_reason if errors else "", at=at
    )
    _keep_title(scorecard, draft.text)
    draft.delete()
    record(actor, "studio.publish", version, fingerprint=mark, scorecard=scorecard.pk, errors=errors)
    return version


def _publishable(document: Opened, last: Version | None, seen: str) -> str:
    """The fingerprint of a draft that may be published, else Refused."""
    if document.card is None:
        first = document.problems[0]
        place = f"Line {first.line}, column {first.column}"
        raise Refused(f"The draft cannot be read, so it cannot be published. {place}: {first.message}")
    mark = fingerprint(document.card)
    if last is not None and last.fingerprint == mark:
        raise Refused(f"The draft says the same as version {last.number}; there is nothing to publish.")
    if seen and seen != mark:
        raise Refused("The draft has changed since you opened this page. Read it again, then publish.")
    return mark


def _write_version(
    scorecard: Scorecard,
    draft: Draft,
    actor: User,
    *,
    mark: str,
    note: str,
    lint_reason: str,
    at: datetime | None,
) -> Version:
    card = opened(draft.text).card
    return Version.objects.create(
        scorecard=scorecard,
        number=visibility.next_number(scorecard),
        title=(card.title if card else scorecard.title)[:TITLE_LENGTH],
        text=draft.text,
        fingerprint=mark,
        note=note.strip()[:500],
        lint_reason=lint_reason.strip()[:500],
        published_by=actor,
        published_at=at or timezone.now(),
    )


@transaction.atomic
def start_draft(*, actor: User, version: Version, at: datetime | None = None) -> Draft:
    """Open a draft with a version's text. Whoever may write scorecards; the ledger names the version."""
    _require_writer(actor)
    scorecard = Scorecard.objects.select_for_update().get(pk=version.scorecard_id)
    if Draft.objects.filter(scorecard=scorecard).exists():
        raise Refused(
            "This scorecard has an open draft, and a scorecard has one at a time. "
            "Publish or discard it first, or begin a new scorecard from this version."
        )
    draft = Draft.objects.create(
        scorecard=scorecard, text=version.text, updated_by=actor, updated_at=at or timezone.now()
    )
    record(actor, "studio.start_draft", scorecard, version=version.pk)
    return draft


@transaction.atomic
def discard_draft(*, actor: User, scorecard: Scorecard) -> Scorecard:
    """Throw an open draft away. Whoever may write scorecards; the ledger keeps the text's digest.

    A scorecard that was never published goes with its draft.
    """
    _require_writer(actor)
    draft = _draft_of(scorecard)
    record(actor, "studio.discard_draft", scorecard, text=digest(draft.text))
    draft.delete()
    if not Version.objects.filter(scorecard=scorecard).exists():
        scorecard.delete()
    return scorecard


@transaction.atomic
def withdraw(*, actor: User, version: Version, at: datetime | None = None) -> Version:
    """Withdraw a version that nobody uses. Whoever may write scorecards; the ledger keeps its fingerprint."""
    _require_writer(actor)
    version = Version.objects.select_for_update().get(pk=version.pk)
    if version.withdrawn_at is not None:
        return version
    if reason := visibility.use_of(version):
        raise Refused(
            f"Version {version.number} cannot be withdrawn: {reason}. A change makes a new version."
        )
    version.withdrawn_at = at or timezone.now()
    version.save(update_fields=["withdrawn_at"])
    record(actor, "studio.withdraw", version, fingerprint=version.fingerprint)
    return version


def _require_writer(actor: User) -> None:
    if not visibility.may_write(actor):
        raise PermissionDenied("Administrators, recruiters and hiring managers write scorecards.")


def _require_storable(text: str) -> None:
    """A database keeps no NUL, and a scorecard is far smaller than the limit."""
    if "\x00" in text:
        raise Refused(
            "The text holds a NUL character (U+0000), which cannot be stored. Remove it.", status=400
        )
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Refused(
            f"The text is larger than {MOST_BYTES // 1_000_000} MB; a scorecard is far smaller.", status=400
        )

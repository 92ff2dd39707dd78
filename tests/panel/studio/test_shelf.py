"""The library's pages: browse, search, read, add to a draft, see what has moved on; old versions stay as they are."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from evenbar.panel.hiring.models import Member, Opening
from evenbar.panel.people.models import Role
from evenbar.panel.studio import actions, visibility
from evenbar.panel.studio.models import Draft, Scorecard, Version
from evenbar.panel.studio.searching import Sought, questions
from evenbar.panel.studio.searching import shelf as found_criteria
from evenbar.scorecard import bank, library
from evenbar.scorecard.criterion import STANDARD
from evenbar.scorecard.question import KINDS
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.panel.building import World, make_candidate, make_interview, make_version, seal

Shelf = Callable[..., None]
CARD = library.text("ml-engineer-senior")
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def client(world: World, signed_in: type) -> Client:
    """The hiring manager's browser."""
    return signed_in(world.manager)


@pytest.fixture
def senior(world: World) -> Scorecard:
    """A draft that takes eight criteria from the library."""
    return actions.create_scorecard(
        actor=world.manager, title="Senior", text=CARD, origin="library: ml-engineer-senior"
    )


def text_of(card: Scorecard) -> str:
    return Draft.objects.get(scorecard=card).text


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return unescape(answer.content.decode())


def test_the_shelf_shows_every_criterion_and_every_scorecard(client: Client) -> None:
    """Each criterion with name, definition and how many questions of each kind; each packaged scorecard."""
    shown = page(client, "/studio/library/")
    for listed in library.criteria():
        words = library.criterion(listed.id).criterion
        assert f'href="/studio/library/criteria/{listed.id}/{listed.versions[-1]}/"' in shown
        assert f">{words.name}</a>" in shown
        assert words.definition in shown
        assert all(STANDARD[each] in shown for each in words.covers)
    assert "8 questions: 2 past behaviour, 2 situational, 3 code review, 1 defence of own work." in shown
    for name in library.names():
        assert f'href="/studio/library/scorecards/{name}/"' in shown


def test_a_criterion_s_page_holds_all_of_it(client: Client) -> None:
    """Everything that the library's file says of a criterion stands on its page, planted changes included."""
    for listed in library.criteria():
        entry = library.criterion(listed.id)
        words = entry.criterion
        shown = page(client, f"/studio/library/criteria/{listed.id}/{entry.version}/")
        said = [
            words.name,
            words.definition or "",
            *words.not_this,
            *words.fairness,
            *words.sources,
            *words.codes,
        ]
        said += [note.note for note in entry.log] + [entry.licence]
        said += [each.says for each in words.look_alikes]
        for anchor in words.anchors:
            said += [anchor.summary, *anchor.signals, anchor.example or ""]
        for question in words.questions:
            said += [question.ask, *question.probes, question.twist or "", question.diff or ""]
            said += [*question.variants, *(heard for _, heard in question.listen_for)]
        assert [each for each in said if each not in shown] == [], listed.id


@pytest.mark.parametrize(
    "path", ["criteria/nobody/1/", "criteria/framing/2/", "criteria/framing/0/", "scorecards/nobody/"]
)
def test_what_the_library_does_not_have_is_not_found(path: str, client: Client) -> None:
    """An unknown criterion, version or scorecard is not found."""
    page(client, f"/studio/library/{path}", 404)


@pytest.mark.parametrize("name", library.names())
def test_a_packaged_scorecard_s_page_shows_its_plan_and_takes_it(name: str, client: Client) -> None:
    """Criteria, stages and shares are there, and its button begins a scorecard with its text."""
    card = library.load(name)
    shown = page(client, f"/studio/library/scorecards/{name}/")
    assert all(each.name in shown for each in (*card.criteria, *card.stages))
    assert f"{sum(stage.minutes or 0 for stage in card.stages)} minutes" in shown
    assert re.search(rf'name="how" value="library">\s*<input type="hidden" name="name" value="{name}"', shown)
    client.post("/studio/new/", {"how": "library", "name": name})
    assert text_of(Scorecard.objects.get(origin=f"library: {name}")) == library.text(name)


def test_a_search_finds_by_words_and_limits(client: Client) -> None:
    """Words, kind, family, standard criterion, minutes and AI exposure each narrow, and all of them together."""
    for kind in KINDS:
        assert {each.kind for each in questions(Sought(kind=kind))} <= {kind}
    short = questions(Sought(minutes=10))
    assert short
    assert all((each.minutes or 99) <= 10 for each in short)
    assert len(questions(Sought(minutes=240))) == len(library.questions())
    low = questions(Sought(exposure="low"))
    assert 0 < len(low) < len(library.questions())
    assert {each.question.ai_exposure for each in low} == {"low"}
    assert len(questions(Sought(exposure="high"))) == len(library.questions())
    covered = questions(Sought(covers="version-control-review", kind="code-review", minutes=12))
    assert {each.criterion.id for each in covered} == {"code-review"}
    shown = page(client, "/studio/library/?q=MEDIAN+split&kind=code-review&family=engineering")
    assert "Questions · 1" in shown
    assert 'href="/studio/library/criteria/code-review/1/#q-filled-gaps"' in shown


def test_criteria_are_found_by_what_they_say_and_what_they_ask() -> None:
    """A criterion is found by its words; a limit keeps those that have such a question."""
    by_words = [row.entry.criterion.id for _, rows in found_criteria(Sought(words="median")) for row in rows]
    assert by_words == ["code-review"]
    everything = [row for _, rows in found_criteria(Sought()) for row in rows]
    assert len(everything) == len(bank.versions())
    reviews = [row.entry.criterion for _, rows in found_criteria(Sought(kind="code-review")) for row in rows]
    assert all(any(each.kind == "code-review" for each in words.questions) for words in reviews)
    assert "growing-people" not in {words.id for words in reviews}


def test_nothing_found_and_a_wrong_limit_are_said(client: Client) -> None:
    """An empty result says what to try; a limit that makes no sense is said at its field."""
    assert "The library has nothing like that." in page(client, "/studio/library/?q=pelican+sonata")
    wrong = page(client, "/studio/library/?minutes=none&kind=riddle&q=%00")
    assert wrong.count('class="errors"') == 3
    assert "Enter a whole number." in wrong
    long = "x" * 150 + "<b>"
    assert f'value="{long}"' not in client.get("/studio/library/", {"q": long}).content.decode()


def test_the_only_open_draft_is_chosen_and_else_one_is_asked_for(
    client: Client, senior: Scorecard, world: World
) -> None:
    """With one open draft it is added to; with more the page asks which; a closed one is said to be gone."""
    assert "What you choose is added to the draft" in page(client, "/studio/library/")
    other = actions.create_scorecard(actor=world.admin, title="Another", text=CARD)
    asked = page(client, "/studio/library/?q=median")
    assert "What you choose is added" not in asked
    assert f'<option value="{other.pk}">Another</option>' in asked
    assert 'type="hidden" name="q" value="median"' in asked
    assert "added to the draft" in page(client, f"/studio/library/?draft={other.pk}")
    actions.discard_draft(actor=world.admin, scorecard=other)
    assert "not open any more" in page(client, f"/studio/library/?draft={other.pk}")
    actions.discard_draft(actor=world.manager, scorecard=senior)
    assert "No draft is open to add to." in page(client, "/studio/library/criteria/framing/1/")


def sent(shown: str, button: str) -> tuple[str, dict[str, str]]:
    """Where the form of a button goes, and what it sends as it stands."""
    form = next(
        each for each in re.findall(r"<form.*?</form>", shown, re.DOTALL) if f'value="{button}"' in each
    )
    action = re.search(r'action="([^"]+)"', form)
    assert action
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    ticked = dict.fromkeys(re.findall(r'name="(tick-[^"]+)" value="on" checked', form), "on")
    chosen = dict(re.findall(r'<select id="[^"]+" name="(to)">.*?value="([^"]+)" selected', form, re.DOTALL))
    return action[1], hidden | ticked | chosen | {"do": button}


def test_a_criterion_is_added_read_and_undone(client: Client, senior: Scorecard) -> None:
    """The form as it stands adds the criterion; the draft's page says so, shows it and takes it back."""
    target = next(each.id for each in library.criteria() if each.id not in text_of(senior))
    path, form = sent(
        page(client, f"/studio/library/criteria/{target}/1/?draft={senior.pk}"), f"include {target}@1"
    )
    answer = client.post(path, form)
    assert answer.status_code == 302
    row = read(text_of(senior)).criterion(target)
    assert row.include == f"{target}@1"
    assert f"tick-{row.questions[0].id}" in form
    after = page(client, answer.url.split("#")[0])
    assert "added from the library at version 1" in after
    assert "Undo the last change" in after
    assert "From the library at version 1." in after
    assert "The draft has it from the library" in page(
        client, f"/studio/library/criteria/{target}/1/?draft={senior.pk}"
    )
    client.post(path, {"revision": "2", "do": "undo"})
    assert text_of(senior) == CARD


def test_one_question_is_added_where_it_belongs(client: Client, senior: Scorecard, small: Scorecard) -> None:
    """The criterion that it is for is chosen already: the same one, or one that covers the same."""
    for card, path in ((senior, "criteria/framing"), (small, "criteria/framing")):
        shown = page(client, f"/studio/library/criteria/framing/1/?draft={card.pk}")
        action, form = sent(shown, "ask missed-appointments")
        assert form["to"] == path
        assert client.post(action, form).status_code == 302
        assert read(text_of(card)).criterion("framing").question("missed-appointments").minutes
        again = page(client, f"/studio/library/criteria/framing/1/?draft={card.pk}")
        assert "The draft asks it, in " in again
        assert 'value="ask missed-appointments"' not in again


def test_a_refusal_is_one_sentence_and_changes_nothing(client: Client, senior: Scorecard) -> None:
    """What is there already is refused on the draft's page, or to a script, with a sentence."""
    form = {"revision": "1", "do": "include framing@1", "tick-other-problem": "on"}
    answer = client.post(f"/studio/{senior.pk}/edit/", form)
    assert answer.status_code == 422
    assert "The draft has a criterion &quot;framing&quot; already" in answer.content.decode()
    told = client.post(f"/studio/{senior.pk}/edit/", form, **SCRIPT).json()
    assert told["trouble"]
    assert "already" in told["say"]
    assert text_of(senior) == CARD


def test_an_old_page_adds_to_what_stands_now(client: Client, senior: Scorecard, world: World) -> None:
    """A library page that was opened before somebody else saved still adds, and what they wrote stays."""
    path, form = sent(
        page(client, f"/studio/library/criteria/ai-judgement/1/?draft={senior.pk}"), "include ai-judgement@1"
    )
    theirs = CARD.replace("\n", "\n# theirs\n", 1)
    actions.save_draft(actor=world.admin, scorecard=senior, text=theirs, revision=1)
    assert client.post(path, form).status_code == 302
    assert "# theirs" in text_of(senior)
    assert read(text_of(senior)).criterion("ai-judgement").include == "ai-judgement@1"


def test_a_save_in_the_same_moment_is_a_conflict_with_both_texts(
    client: Client, senior: Scorecard, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where somebody saves between reading and adding, both texts are shown and nothing is overwritten."""
    path, form = sent(
        page(client, f"/studio/library/criteria/ai-judgement/1/?draft={senior.pk}"), "include ai-judgement@1"
    )
    theirs, save = CARD.replace("\n", "\n# theirs\n", 1), actions.save_draft

    def late(**given: object) -> Draft:
        Draft.objects.filter(scorecard=senior).update(text=theirs, revision=2, updated_by=world.admin)
        return save(**given)

    monkeypatch.setattr(actions, "save_draft", late)
    answer = client.post(path, form)
    assert answer.status_code == 409
    assert "Two texts of one draft" in answer.content.decode()
    assert text_of(senior) == theirs


def test_the_library_s_words_are_read_only_until_they_are_written_out(
    client: Client, senior: Scorecard
) -> None:
    """An included criterion shows its words locked, weight and bar open; written out, everything is open."""
    path = f"/studio/{senior.pk}/edit/?part=criteria/framing"
    shown = page(client, path)
    assert re.search(r'name="criteria/framing/definition"[^>]* readonly', shown)
    assert re.search(r'name="criteria/framing/questions/other-problem/ask"[^>]* readonly', shown)
    assert re.search(r'name="criteria/framing/family"[^>]* disabled', shown)
    assert not re.search(
        r'name="criteria/framing/(weight|why_weight|target)"[^>]* (readonly|disabled)', shown
    )
    assert "What is lost:" in shown
    assert client.post(path, {"revision": "1", "do": "write-out criteria/framing"}).status_code == 302
    assert read(text_of(senior)).criterion("framing").include is None
    assert fingerprint(read(text_of(senior))) == fingerprint(read(CARD))
    assert not re.search(r'name="criteria/framing[^"]*"[^>]* (readonly|disabled)', page(client, path))


def test_saving_the_form_of_an_included_criterion_changes_what_may_change(
    client: Client, senior: Scorecard
) -> None:
    """A browser leaves out what is disabled; the weight is saved and nothing is refused."""
    path = f"/studio/{senior.pk}/edit/?part=criteria/framing"
    form = {
        "revision": "1",
        "do": "",
        "criteria/framing/weight": "3",
        "criteria/framing/name": "Frames a business problem for ML",
    }
    told = client.post(path, form, **SCRIPT).json()
    assert told["errors"] == {}
    assert read(text_of(senior)).criterion("framing").weight == 3


NEW_SUMMARY = ("Starts from an algorithm.", "Starts from a model at hand.")


def test_a_draft_says_what_has_moved_on_and_takes_it(client: Client, senior: Scorecard, shelf: Shelf) -> None:
    """The draft's pages name the newer version and its changes; the button takes it; then nothing is behind."""
    assert "has moved on" not in page(client, f"/studio/{senior.pk}/")
    shelf("framing", NEW_SUMMARY)
    shown = page(client, f"/studio/{senior.pk}/")
    assert "Begun from the packaged scorecard" in shown
    assert 'href="/studio/library/scorecards/ml-engineer-senior/"' in shown
    assert "The library has moved on from 1 of 8 criteria." in shown
    assert "Starts from a model at hand." in shown
    assert "version 2 is newer" in page(client, f"/studio/{senior.pk}/edit/?part=criteria/framing")
    assert "version 2 is newer" not in page(client, f"/studio/{senior.pk}/edit/?part=criteria/trade-offs")
    path, form = sent(shown, "take-newer criteria/framing framing@2")
    assert client.post(path, form).status_code == 302
    assert read(text_of(senior)).criterion("framing").include == "framing@2"
    assert "has moved on" not in page(client, f"/studio/{senior.pk}/")
    older = page(client, "/studio/library/criteria/framing/1/")
    assert "Version 2 is newer." in older
    assert "Starts from a model at hand." in older
    assert "What version" not in page(client, "/studio/library/criteria/framing/2/")


def test_a_published_version_stays_what_it_was_when_the_library_moves_on(
    world: World, signed_in: type, shelf: Shelf
) -> None:
    """Page, kit, sealed scorecard and fingerprint of a version are the same after a newer criterion appears."""
    version = make_version(world.admin, text=CARD, title="Senior")
    opening = Opening.objects.create(title="Senior", version=version, created_by=world.manager)
    for person in (world.ada, world.ben):
        Member.objects.create(opening=opening, user=person, role=Role.INTERVIEWER)
    card = read(CARD)
    stage = next(each for each in card.stages if "framing" in each.criteria)
    application = make_candidate(opening, "Quinn Candidate", world.recruiter, stage=stage.id)
    interview = make_interview(application, stage.id, world.ada, world.ben, by=world.recruiter)
    seats = {each.interviewer_id: each.pk for each in interview.assignments.all()}
    seal(interview.assignments.get(interviewer=world.ben), dict.fromkeys(stage.criteria, 4))
    shown = {
        reverse("studio:version", args=[version.pk]): world.ada,
        reverse("studio:version-print", args=[version.pk]): world.ada,
        reverse("studio:version-yaml", args=[version.pk]): world.ada,
        reverse("studio:version-json", args=[version.pk]): world.ada,
        reverse("interviewing:kit", args=[seats[world.ada.pk]]): world.ada,
        reverse("interviewing:sealed", args=[seats[world.ben.pk]]): world.ben,
    }

    def state() -> dict[str, str]:
        visibility.parsed_as.cache_clear()
        return {path: bare(signed_in(user).get(path)) for path, user in shown.items()}

    before, mark = state(), version.fingerprint
    assert "Starts from an algorithm." in before[reverse("interviewing:kit", args=[seats[world.ada.pk]])]
    shelf("framing", NEW_SUMMARY)
    assert library.newest("framing") == 2
    assert state() == before
    version = Version.objects.get(pk=version.pk)
    assert (version.fingerprint, fingerprint(read(version.text))) == (mark, mark)
    told = page(signed_in(world.manager), reverse("studio:version", args=[version.pk]))
    assert "The library has moved on from 1 of 8 criteria." in told
    assert "A published version keeps the words that it has." in told
    assert "Starts from an algorithm." in told
    assert 'value="take-newer' not in told


def bare(response: object) -> str:
    """What a page says, without what is new in every answer."""
    assert getattr(response, "status_code", 0) == 200
    content: str = response.content.decode()  # type: ignore[attr-defined]
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |"csrf": )"[^"]*"', "", content)


def test_only_writers_are_told_where_a_version_comes_from(world: World, signed_in: type) -> None:
    """Interviewers read the version; the library, which they cannot open, is not mentioned to them."""
    path = reverse("studio:version", args=[world.version.pk])
    assert "Where it comes from" in page(signed_in(world.manager), path)
    assert "Where it comes from" not in page(signed_in(world.ada), path)
    assert "/studio/library/" not in page(signed_in(world.ada), path)


def test_a_new_scorecard_is_chosen_by_what_it_is_for(client: Client) -> None:
    """Each packaged scorecard shows its level, job, criteria, minutes and people before it is taken."""
    shown = page(client, "/studio/new/")
    for name in library.names():
        card = library.load(name)
        assert card.job.summary in shown
        assert f"{len(card.criteria)} criteria · {len(card.stages)} conversations" in shown
    for level in ("Junior", "Mid-level", "Senior", "Staff", "Managers"):
        assert f'<h3 class="family">{level}</h3>' in shown
    assert "1 to 2 interviewers in each" in shown


@pytest.mark.parametrize("rows", [1, 3, 250])
def test_the_pages_stay_under_ten_queries(
    rows: int,
    world: World,
    senior: Scorecard,
    signed_in: type,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    """The shelf, a search, a criterion and a packaged scorecard cost the same with any number of drafts."""
    cards = [Scorecard.objects.create(title=f"Row {n}", created_by=world.admin) for n in range(rows)]
    Draft.objects.bulk_create(Draft(scorecard=each, text=CARD, updated_by=world.admin) for each in cards)
    client = signed_in(world.manager)
    for path in (
        "/studio/library/",
        f"/studio/library/?q=median&draft={senior.pk}",
        f"/studio/library/criteria/framing/1/?draft={senior.pk}",
        "/studio/library/scorecards/starter/",
        f"/studio/{senior.pk}/",
    ):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200


def test_a_broken_draft_can_be_chosen_and_is_to_be_mended_first(client: Client, world: World) -> None:
    """A draft that is no YAML leads to its YAML page instead of taking anything."""
    card = actions.create_scorecard(actor=world.manager, title="Broken", text="a: [")
    shown = page(client, f"/studio/library/criteria/framing/1/?draft={card.pk}")
    assert "not readable as YAML" in shown
    assert 'value="include framing@1"' not in shown

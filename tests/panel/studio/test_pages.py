"""The studio's pages from three questions to a published version, with and without scripts."""

import hashlib
import json
import re
from base64 import b64encode
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenbar.connect.workbook.filled import read as read_workbook
from evenbar.panel.people.models import Role
from evenbar.panel.studio import actions
from evenbar.panel.studio.models import Draft, Scorecard
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.panel.building import SMALL, World, make_user, make_version

SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def client(world: World, signed_in: type) -> Client:
    """The hiring manager's browser."""
    return signed_in(world.manager)


def text_of(card: Scorecard) -> str:
    return Draft.objects.get(scorecard=card).text


@pytest.mark.django_db
def test_an_empty_studio_says_what_to_do_next(signed_in: type) -> None:
    """Without a scorecard the list leads to the three questions."""
    page = signed_in(make_user("Fay First", Role.ADMINISTRATOR)).get("/studio/").content.decode()
    assert "No scorecard yet" in page
    assert 'href="/studio/new/">which level' in page


def test_a_search_without_a_hit_says_so(client: Client, small: Scorecard) -> None:
    """The search finds by title and origin, and says when it finds nothing."""
    assert f"/studio/{small.pk}/" in client.get("/studio/?q=TEST").content.decode()
    page = client.get("/studio/?q=nothing-like-this").content.decode()
    assert "Nothing has “nothing-like-this”" in page
    assert f"/studio/{small.pk}/" not in page


def test_three_answers_show_a_fitting_scorecard_and_make_it(client: Client) -> None:
    """The answers show rows, shares and notes on one page; one button makes the draft, another opens a role."""
    page = client.get("/studio/new/?level=staff&focus=data&interviewers=6").content.decode()
    assert "Staff machine-learning engineer" in page
    assert "rated by at least two people" in page
    assert "/openings/new/?level=staff&amp;focus=data&amp;interviewers=6" in page
    answer = client.post(
        "/studio/new/", {"how": "fit", "level": "staff", "focus": "data", "interviewers": "6"}
    )
    card = Scorecard.objects.get(title="Staff machine-learning engineer")
    assert answer.url == f"/studio/{card.pk}/edit/"
    assert read(text_of(card)).job.level == "staff"


def test_another_scorecard_than_the_nearest_can_be_chosen(client: Client) -> None:
    """Every packaged one is on offer; the choice is kept on the page, in the draft, and on the way to an opening."""
    page = client.get("/studio/new/?level=mid&focus=llm-engineer&interviewers=4").content.decode()
    assert 'href="/studio/library/scorecards/llm-engineer/">LLM engineer</a>, the nearest' in page
    assert all(f'<option value="{name}">' in page for name in library.names())
    answers = {"level": "mid", "focus": "data", "interviewers": "4", "base": "data-scientist"}
    page = client.get("/studio/new/", answers).content.decode()
    assert "Mid-level data scientist" in page
    assert "the nearest to the answers</p>" not in page
    assert "interviewers=4&amp;base=data-scientist" in page
    assert '<option value="data-scientist" selected>' in page
    client.post("/studio/new/", {"how": "fit", **answers})
    card = Scorecard.objects.get(title="Mid-level data scientist")
    assert card.origin == "fitted from data-scientist"
    assert read(text_of(card)).scorecard == "mid-data-scientist-data"
    assert "Select a valid choice" in client.get("/studio/new/", {**answers, "base": "x"}).content.decode()


def test_wrong_answers_are_said_at_the_question(client: Client) -> None:
    """No interviewers is an error at that question, and nothing is shown as fitting."""
    page = client.get("/studio/new/?level=staff&focus=data&interviewers=0").content.decode()
    assert "greater than or equal to 1" in page
    assert 'id="fitted"' not in page


def test_a_packaged_scorecard_and_a_version_begin_a_draft(client: Client, world: World) -> None:
    """Both give a new scorecard with exactly their text, and the list says where it is from."""
    client.post("/studio/new/", {"how": "library", "name": "starter"})
    client.post("/studio/new/", {"how": "version", "version": world.version.pk})
    texts = {card.origin: text_of(card) for card in Scorecard.objects.exclude(draft=None)}
    assert texts["library: starter"] == library.text("starter")
    assert texts["Small scorecard, version 1"] == world.version.text
    assert client.post("/studio/new/", {"how": "version", "version": "999999"}).status_code == 404


def test_a_file_is_taken_in(client: Client, written: str) -> None:
    """A readable file becomes a draft byte for byte."""
    file = SimpleUploadedFile("ours.yaml", written.encode())
    assert client.post("/studio/new/", {"how": "upload", "file": file}).status_code == 302
    card = Scorecard.objects.get(origin="upload: ours.yaml")
    assert (card.title, text_of(card)) == ("Small scorecard", written)


def test_a_file_with_errors_is_refused_with_each_of_them(client: Client, written: str) -> None:
    """Every error is listed with line and column, and nothing is stored."""
    broken = written.replace("weight: 3", "weight: lots").replace("target: 4", "target: 9", 1)
    answer = client.post(
        "/studio/new/", {"how": "upload", "file": SimpleUploadedFile("ours.yaml", broken.encode())}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "it has 2 problems" in page
    assert len(re.findall(r"Line \d+, column \d+\.", page)) == 2
    assert not Scorecard.objects.filter(origin__startswith="upload").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: [", b"", b"x" * 2_000_001])
def test_what_is_no_scorecard_is_refused(client: Client, content: bytes) -> None:
    """Binary, broken, empty and huge files are refused with a sentence."""
    answer = client.post("/studio/new/", {"how": "upload", "file": SimpleUploadedFile("x.yaml", content)})
    assert answer.status_code == 422
    assert 'class="errors"' in answer.content.decode()


def test_a_form_without_script_saves_and_comes_back(client: Client, small: Scorecard) -> None:
    """Posting the form stores the change, keeps comments, and shows the same part again."""
    path = f"/studio/{small.pk}/edit/?part=criteria/framing"
    answer = client.post(path, {"revision": "1", "criteria/framing/name": "Finds the question", "do": ""})
    assert answer.url == f"/studio/{small.pk}/edit/?part=criteria%2Fframing"
    assert "name: Finds the question" in text_of(small)
    assert "# what we look for" in text_of(small)
    assert 'value="Finds the question"' in client.get(answer.url).content.decode()


def test_a_button_keeps_what_was_typed_beside_it(client: Client, small: Scorecard) -> None:
    """An order carries the fields of the form along, so nothing typed is lost by pressing it."""
    sent = {"revision": "1", "criteria/framing/name": "Typed first", "do": "add-question criteria/framing"}
    client.post(f"/studio/{small.pk}/edit/?part=criteria/framing", sent)
    card = read(text_of(small))
    assert card.criterion("framing").name == "Typed first"
    assert len(card.criterion("framing").questions) == 2


def test_a_script_gets_pieces_errors_and_the_revision(client: Client, small: Scorecard) -> None:
    """An autosave answers with the new list, the shares and each error at the path of its field."""
    path = f"/studio/{small.pk}/edit/?part=criteria/framing"
    answer = client.post(path, {"revision": "1", "criteria/framing/weight": "lots"}, **SCRIPT).json()
    assert answer["revision"] == 2
    assert list(answer["errors"]) == ["criteria/framing/weight"]
    assert set(answer["pieces"]) == {"list", "shares"}
    answer = client.post(path, {"revision": "2", "criteria/framing/weight": "6"}, **SCRIPT).json()
    assert answer["errors"] == {}
    assert "75%" in answer["pieces"]["list"]


def test_a_move_is_announced(client: Client, small: Scorecard) -> None:
    """An order answers with the sentence that is read out, and the middle of the page."""
    path = f"/studio/{small.pk}/edit/?part=stages"
    answer = client.post(path, {"revision": "1", "do": "up stages/ways"}, **SCRIPT).json()
    assert answer["say"] == "Ways of working is now number 2 of 3."
    assert "middle" in answer["pieces"]


def test_a_removal_can_be_undone_until_more_is_written(
    client: Client, small: Scorecard, written: str
) -> None:
    """Undo brings the text back byte for byte; after more was written it says so instead of losing that."""
    path = f"/studio/{small.pk}/edit/?part=stages"
    gone = client.post(path, {"revision": "1", "do": "remove stages/ways"}, **SCRIPT).json()
    assert gone["undo"]
    client.post(path, {"revision": "2", "do": "undo"}, **SCRIPT)
    assert text_of(small) == written
    client.post(path, {"revision": "3", "do": "remove stages/ways"}, **SCRIPT)
    answer = client.post(path, {"revision": "4", "title": "Typed meanwhile", "do": "undo"}, **SCRIPT).json()
    assert "nothing was undone" in answer["say"]
    assert "Typed meanwhile" in text_of(small)


def test_two_editors_see_both_texts_and_choose(
    client: Client, world: World, small: Scorecard, written: str
) -> None:
    """The later editor gets both texts with their difference; taking their own keeps the other among earlier ones."""
    first = written.replace("bar: 3.4", "bar: 3.5")
    actions.save_draft(actor=world.admin, scorecard=small, text=first, revision=1)
    path = f"/studio/{small.pk}/edit/?part=criteria/framing"
    sent = {"revision": "1", "criteria/framing/name": "Second"}
    told = client.post(path, sent, **SCRIPT)
    assert (told.status_code, world.admin.name in told.json()["conflict"]) == (409, True)
    page = client.post(path, sent)
    content = page.content.decode()
    assert page.status_code == 409
    for line in ("bar: 3.5", "bar: 3.4", "name: Second", "name: Frames the problem"):
        assert line in content
    assert text_of(small) == first
    yours = page.context["yours"]
    client.post(f"/studio/{small.pk}/yaml/", {"revision": page.context["draft"].revision, "text": yours})
    assert text_of(small) == yours
    assert small.draft.states.filter(text=first).exists()


def test_an_order_on_an_older_page_spoils_nothing(
    client: Client, world: World, small: Scorecard, written: str
) -> None:
    """With nothing typed, an order of an older page is carried out on the text that stands now."""
    first = written.replace("bar: 3.4", "bar: 3.5")
    actions.save_draft(actor=world.admin, scorecard=small, text=first, revision=1)
    client.post(f"/studio/{small.pk}/edit/?part=stages", {"revision": "1", "do": "up stages/ways"})
    card = read(text_of(small))
    assert card.decision.bar == 3.5
    assert [stage.id for stage in card.stages] == ["screen", "ways", "design"]


def test_an_older_page_with_nothing_typed_only_moves_on(
    client: Client, world: World, small: Scorecard, written: str
) -> None:
    """Saving an untouched older page shows the newer text instead of a conflict."""
    actions.save_draft(actor=world.admin, scorecard=small, text=written + "# newer\n", revision=1)
    answer = client.post(f"/studio/{small.pk}/edit/", {"revision": "1"}, follow=True)
    assert "you had changed nothing" in answer.content.decode()
    assert text_of(small) == written + "# newer\n"


def test_a_text_with_errors_opens_as_yaml_with_each_error_at_its_line(
    client: Client, small: Scorecard, written: str
) -> None:
    """A text that is no YAML opens in the YAML page, its bad line is marked, and the form leads there."""
    path = f"/studio/{small.pk}/yaml/"
    client.post(path, {"revision": "1", "text": "evenbar: 1\ncriteria: [\n"}, **SCRIPT)
    page = client.get(path).content.decode()
    assert "criteria: [" in page
    assert 'class="problem"' in page
    assert client.get(f"/studio/{small.pk}/edit/").url == path
    client.post(path, {"revision": "2", "text": written}, **SCRIPT)
    assert 'class="problem"' not in client.get(path).content.decode()


def test_text_of_people_is_escaped(client: Client, small: Scorecard) -> None:
    """Markup that somebody writes into a scorecard stays text on every page of it."""
    sent = {"revision": "1", "criteria/framing/name": "<script>alert(1)</script>", "title": "<b>bold</b>"}
    client.post(f"/studio/{small.pk}/edit/?part=criteria/framing", sent)
    version = actions.publish(actor=small.created_by, scorecard=small)
    for path in (
        f"/studio/versions/{version.pk}/",
        f"/studio/versions/{version.pk}/print/",
        "/studio/",
        "/studio/new/",
    ):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>bold" not in page


def test_publishing_from_the_page(client: Client, small: Scorecard, written: str) -> None:
    """The page shows the fingerprint and what changes; two clicks make one version, and both lead to it."""
    page = client.get(f"/studio/{small.pk}/publish/").content.decode()
    mark = fingerprint(read(written))
    assert mark in page
    assert "One person in all the stages rates “Collaborates and uses feedback”." in page
    first = client.post(f"/studio/{small.pk}/publish/", {"note": "Begin", "seen": mark})
    second = client.post(f"/studio/{small.pk}/publish/", {"note": "Begin", "seen": mark})
    assert first.url == second.url
    assert small.versions.count() == 1
    assert mark in client.get(first.url).content.decode()


def test_a_note_that_is_too_long_is_kept_and_said(client: Client, small: Scorecard, written: str) -> None:
    """A reason over five hundred letters is an error at its field, which keeps it; nothing is published."""
    sent = {"note": "w" * 501, "seen": fingerprint(read(written))}
    answer = client.post(f"/studio/{small.pk}/publish/", sent)
    assert answer.status_code == 422
    assert "w" * 501 in answer.content.decode()
    assert "at most 500 characters" in answer.content.decode()
    assert not small.versions.exists()


def test_what_cannot_be_published_has_no_button(
    client: Client, world: World, small: Scorecard, written: str
) -> None:
    """An unreadable draft and one that says the same as the last version are told apart, each with a sentence."""
    version = actions.publish(actor=world.manager, scorecard=small)
    actions.start_draft(actor=world.manager, version=version)
    path = f"/studio/{small.pk}/publish/"
    assert "says the same as version 1" in client.get(path).content.decode()
    refused = client.post(path, {"note": "", "seen": version.fingerprint})
    assert (refused.status_code, "nothing to publish" in refused.content.decode()) == (409, True)
    actions.save_draft(
        actor=world.manager, scorecard=small, text=written.replace("bar: 3.4", "bar: high"), revision=1
    )
    page = client.get(path).content.decode()
    assert "cannot be published" in page
    assert "Publish version 2</button>" not in page


def test_versions_are_compared_in_sentences_and_shares(
    client: Client, world: World, small: Scorecard, written: str
) -> None:
    """A moved weight is told with its shares; the draft and any two versions can be compared."""
    version = actions.publish(actor=world.manager, scorecard=small)
    actions.start_draft(actor=world.manager, version=version)
    actions.save_draft(
        actor=world.manager, scorecard=small, text=written.replace("weight: 3", "weight: 2"), revision=1
    )
    page = client.get(f"/studio/{small.pk}/compare/").content.decode()
    assert "goes from 3 to 2" in page
    assert "60 %" in page
    assert "50 %" in page
    same = client.get(f"/studio/{small.pk}/compare/?old={version.pk}&new={world.version.pk}").content.decode()
    assert "Nothing differs" in same
    assert client.get(f"/studio/{small.pk}/compare/?old=999999").status_code == 404


def test_the_printed_page_lets_in_its_own_style_alone(client: Client, world: World) -> None:
    """The one-page print has no script, no style attribute, and a policy with the digest of its one style."""
    answer = client.get(f"/studio/versions/{world.version.pk}/print/")
    page = answer.content.decode()
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    mark = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        answer["Content-Security-Policy"]
        == f"default-src 'none'; style-src 'sha256-{mark}'; frame-ancestors 'none'"
    )
    assert " style=" not in page
    assert "<script" not in page


def test_downloads_say_the_same(client: Client, world: World) -> None:
    """The YAML is the published text; the JSON holds the same scorecard."""
    base = f"/studio/versions/{world.version.pk}"
    yaml, json_ = client.get(f"{base}/yaml/"), client.get(f"{base}/json/")
    assert yaml.content.decode() == world.version.text
    assert yaml["Content-Disposition"] == 'attachment; filename="small-v1.yaml"'
    assert "sandbox" in yaml["Content-Security-Policy"]
    assert fingerprint(read(json_.content)) == world.version.fingerprint
    assert json.loads(json_.content)["scorecard"] == "small"


def test_the_spreadsheet_is_of_this_version(client: Client, world: World) -> None:
    """The workbook says which version it was made from, so that it can come back to it."""
    answer = client.get(f"/studio/versions/{world.version.pk}/xlsx/")
    assert answer["Content-Disposition"] == 'attachment; filename="small-v1.xlsx"'
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = read_workbook(answer.content)
    assert (book.origin.scorecard, book.origin.fingerprint) == ("small", world.version.fingerprint)


def test_a_version_that_rates_nothing_has_no_spreadsheet(client: Client, world: World) -> None:
    """It is answered with a sentence that says what to do."""
    small = SMALL.read_text(encoding="utf-8")
    head, tail = small.split("\nstages:")[0], small[small.index("\ndecision:") :]
    text = f"{head}\nstages:\n  - {{id: talk, rated: false}}{tail}"
    version = make_version(world.manager, text=text)
    answer = client.get(f"/studio/versions/{version.pk}/xlsx/")
    assert answer.status_code == 409
    assert "this scorecard rates nothing: give a stage criteria first." in answer.content.decode()


def test_dates_in_json_are_read_back(client: Client, world: World) -> None:
    """A scorecard with dates goes through JSON and back unchanged."""
    text = library.text("starter")
    card = actions.create_scorecard(actor=world.manager, title="s", text=text)
    version = actions.publish(actor=world.manager, scorecard=card)
    back = read(client.get(f"/studio/versions/{version.pk}/json/").content)
    assert back == read(text)
    assert isinstance(back.decision.review_by, date)


def test_a_draft_is_discarded_from_its_page(client: Client, world: World, small: Scorecard) -> None:
    """Discarding leads back to the list when nothing is left, and to the scorecard when versions are."""
    assert client.post(f"/studio/{small.pk}/discard/").url == "/studio/"
    draft = client.post(f"/studio/versions/{world.version.pk}/draft/")
    assert draft.url == f"/studio/{world.version.scorecard_id}/edit/"
    assert (
        client.post(f"/studio/{world.version.scorecard_id}/discard/").url
        == f"/studio/{world.version.scorecard_id}/"
    )


def test_withdrawing_from_the_page(client: Client, world: World, small: Scorecard) -> None:
    """A version in use has no button and the post is refused; an unused one is withdrawn and says so."""
    used = f"/studio/versions/{world.version.pk}/"
    assert "cannot be withdrawn: an opening uses it" in client.get(used).content.decode()
    assert client.post(f"{used}withdraw/").status_code == 409
    free = f"/studio/versions/{actions.publish(actor=world.manager, scorecard=small).pk}/"
    client.post(f"{free}withdraw/")
    assert "Withdrawn on" in client.get(free).content.decode()

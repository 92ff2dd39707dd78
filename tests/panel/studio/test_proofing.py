"""The proof-reader over the pages: beside the draft, at publishing, on the checklist, with the organisation's file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from evenbar.panel.hiring.actions import open_fitted_opening
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role
from evenbar.panel.refusal import Refused
from evenbar.panel.studio import actions, fitting
from evenbar.panel.studio.models import Draft, DraftState, Scorecard, Version
from evenbar.panel.studio.nearest import LEVELS, focuses
from evenbar.panel.studio.team_rules import proof_on, team_rules
from evenbar.scorecard import library
from evenbar.scorecard.editing import set_value
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.panel.building import World, make_user
from tests.panel.conftest import SignedIn

SCRIPT = {"HTTP_ACCEPT": "application/json"}
ASK = "criteria/framing/questions/vague-brief/ask"
CHILDREN = "Who looks after the children when you travel?"
Most = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def client(world: World, signed_in: type) -> Client:
    """The hiring manager's browser."""
    return signed_in(world.manager)


@pytest.fixture
def bad(world: World, small: Scorecard, written: str) -> Scorecard:
    """A draft with one error."""
    actions.save_draft(
        actor=world.manager, scorecard=small, text=set_value(written, ASK, CHILDREN), revision=1
    )
    return small


def text_of(card: Scorecard) -> str:
    return Draft.objects.get(scorecard=card).text


def test_what_is_typed_is_proof_read_before_it_is_saved(client: Client, small: Scorecard) -> None:
    """The fields of a form over its revision are read as they stand on the page; nothing is stored."""
    before = text_of(small)
    sent = {"revision": "1", ASK: CHILDREN}
    answer = client.post(f"/studio/{small.pk}/proof/", sent, **SCRIPT).json()
    assert answer["says"].startswith("1 error, ")
    assert answer["found"][ASK][0][0] == "error"
    assert answer["parts"]["criteria/framing"][0] == "error"
    notes = answer["pieces"]["notes"]
    assert 'href="/rules/protected-topic/"' in notes
    assert "looked up on" in notes
    assert f"accept protected-topic {ASK}" in notes
    assert (text_of(small), DraftState.objects.count(), Draft.objects.get(scorecard=small).revision) == (
        before,
        0,
        1,
    )


def test_the_yaml_is_proof_read_at_its_lines(client: Client, small: Scorecard, written: str) -> None:
    """The whole text is read as it was typed, whatever its line breaks; a broken one gives its line."""
    text = set_value(written, ASK, CHILDREN)
    line = text[: text.index(CHILDREN)].count("\n") + 1
    path = f"/studio/{small.pk}/proof/"
    answer = client.post(path, {"text": text.replace("\n", "\r\n")}, **SCRIPT).json()
    assert answer["lines"][str(line)] == "error"
    assert f'data-line="{line}"' in answer["pieces"]["notes"]
    broken = client.post(path, {"text": "evenbar: 1\ncriteria: ["}, **SCRIPT).json()
    assert "problem" in broken["lines"].values()
    assert "goes on when the text can be read" in broken["pieces"]["notes"]


@pytest.mark.parametrize("text", ["", "\x00", "[" * 3_000, "a: &a [*a]", "\ud83d" * 5, "x" * 2_100_000])
def test_hostile_text_is_answered_with_problems(client: Client, small: Scorecard, text: str) -> None:
    """Nothing that somebody pastes into the page makes the answer fail."""
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = client.post(f"/studio/{small.pk}/proof/", {"text": sent}, **SCRIPT)
    assert (answer.status_code, "problem" in answer.json()["lines"].values()) == (200, True)


def test_proof_reading_costs_few_queries(
    client: Client, small: Scorecard, django_assert_max_num_queries: Most
) -> None:
    """One request beside the text costs six queries, however much is found."""
    with django_assert_max_num_queries(6):
        client.post(f"/studio/{small.pk}/proof/", {"revision": "1", ASK: CHILDREN}, **SCRIPT)


def test_saving_proof_reads_nothing(
    client: Client, small: Scorecard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save does not wait for the proof-reader: it is not asked."""

    def asked(*_: object) -> None:
        raise AssertionError("the proof-reader was asked")

    monkeypatch.setattr("evenbar.panel.studio.team_rules.proof_of", asked)
    path = f"/studio/{small.pk}/edit/?part=criteria/framing"
    assert client.post(path, {"revision": "1", ASK: CHILDREN}, **SCRIPT).json()["revision"] == 2
    sent = {"revision": "2", "text": text_of(small) + "# more\n"}
    assert client.post(f"/studio/{small.pk}/yaml/", sent, **SCRIPT).json()["revision"] == 3


def test_findings_stand_on_the_page_without_scripts(client: Client, bad: Scorecard) -> None:
    """The form shows them beside the text and under the field, tied to it; the YAML at the line."""
    page = client.get(f"/studio/{bad.pk}/edit/?part=criteria/framing").content.decode()
    id = "f-criteria--framing--questions--vague-brief--ask"
    assert f'aria-describedby="{id}--errors {id}--found"' in page
    assert '<span class="error">Error: ' in page.split(f'id="{id}--found"')[1].split("</p>")[0]
    assert '<li class="error">' in client.get(f"/studio/{bad.pk}/yaml/").content.decode()


@pytest.mark.parametrize("way", ["edit", "yaml"])
def test_accepting_and_taking_back_go_through_a_save(client: Client, bad: Scorecard, way: str) -> None:
    """Both pages write the reason into the text at a new revision, show it, take it back, and undo."""
    path, before = f"/studio/{bad.pk}/{way}/", text_of(bad)
    sent = {f"new-because protected-topic {ASK}": "The rota is asked of everyone.", "text": before}
    answer = client.post(
        path, {"revision": "2", "do": f"accept protected-topic {ASK}", **sent}, **SCRIPT
    ).json()
    assert (answer["revision"], answer["undo"]) == (3, True)
    assert read(text_of(bad)).suppress[0].because == "The rota is asked of everyone."
    page = client.get(path).content.decode()
    assert "The rota is asked of everyone." in page
    sent = {"revision": "3", "text": text_of(bad), "do": f"take-back protected-topic {ASK}"}
    client.post(path, sent, **SCRIPT)
    assert read(text_of(bad)).suppress == ()
    client.post(path, {"revision": "4", "text": text_of(bad), "do": "undo"}, **SCRIPT)
    assert len(read(text_of(bad)).suppress) == 1


@pytest.mark.parametrize("way", ["edit", "yaml"])
def test_an_acceptance_without_a_reason_changes_nothing_and_says_so(
    client: Client, bad: Scorecard, way: str
) -> None:
    """The sentence comes back, with scripts and without, and the draft stands."""
    path, before = f"/studio/{bad.pk}/{way}/", text_of(bad)
    sent = {"revision": "2", "text": before, "do": f"accept protected-topic {ASK}"}
    answer = client.post(path, sent, **SCRIPT).json()
    assert (answer["trouble"], answer["say"]) == (True, "Write in one sentence why the panel accepts it.")
    assert "Write in one sentence why" in client.post(path, sent, follow=True).content.decode()
    assert text_of(bad) == before


def test_an_acceptance_from_an_older_page_overwrites_nothing(
    client: Client, world: World, bad: Scorecard
) -> None:
    """An answer to a finding respects the revision like any other save."""
    newer = text_of(bad).replace("bar: 3.4", "bar: 3.5")
    actions.save_draft(actor=world.admin, scorecard=bad, text=newer, revision=2)
    sent = {
        "revision": "2",
        "title": "Typed into the older page",
        "do": f"accept protected-topic {ASK}",
        f"new-because protected-topic {ASK}": "The rota is asked of everyone.",
    }
    assert client.post(f"/studio/{bad.pk}/edit/", sent, **SCRIPT).status_code == 409
    assert text_of(bad) == newer


def test_publishing_with_errors_needs_the_reason(world: World, bad: Scorecard) -> None:
    """Without a reason nothing is published; with one it stays with the version, and the ledger counts the errors."""
    with pytest.raises(Refused, match="finds an error"):
        actions.publish(actor=world.manager, scorecard=bad)
    with pytest.raises(Refused, match="finds an error"):
        actions.publish(actor=world.manager, scorecard=bad, lint_reason="  ")
    assert not bad.versions.exists()
    version = actions.publish(actor=world.manager, scorecard=bad, lint_reason="Counsel asked for this text.")
    assert Version.objects.get(pk=version.pk).lint_reason == "Counsel asked for this text."
    line = Line.objects.filter(action="studio.publish").latest("pk")
    assert line.facts["errors"] == 1
    assert "Counsel" not in str(line.facts)


def test_a_reason_that_nobody_needs_is_not_kept(world: World, small: Scorecard) -> None:
    """A version without errors does not look as if it had some."""
    version = actions.publish(actor=world.manager, scorecard=small, lint_reason="Just in case.")
    assert version.lint_reason == ""


def test_the_publish_page_asks_for_the_reason_and_the_version_shows_it(
    client: Client, bad: Scorecard, world: World, signed_in: type
) -> None:
    """The page keeps what was typed and names the error; readers see the reason, writers the findings too."""
    path = f"/studio/{bad.pk}/publish/"
    page = client.get(path).content.decode()
    assert "The proof-reader finds 1 error." in page
    mark = fingerprint(read(text_of(bad)))
    refused = client.post(path, {"note": "Our first", "seen": mark})
    assert refused.status_code == 422
    assert 'value="Our first"' in refused.content.decode()
    assert 'id="lint-reason-errors"' in refused.content.decode()
    sent = {"note": "Our first", "seen": mark, "lint_reason": "Counsel asked for this text."}
    version = client.post(path, sent).url
    page = client.get(version).content.decode()
    assert "Published with errors of the proof-reader: Counsel asked for this text." in page
    assert "protected-topic" in page
    assert "dates read as on the day of publishing" in page
    assert "Show me" not in page
    world.opening.version = Version.objects.latest("pk")
    world.opening.save()
    page = signed_in(world.ada).get(version).content.decode()
    assert "Counsel asked for this text." in page
    assert "protected-topic" not in page


def test_every_fitted_scorecard_can_be_published_at_once(db: None) -> None:
    """Opening a role on three answers never meets an error of the proof-reader."""
    wrong = {}
    for level in LEVELS:
        for focus, base in [
            *((focus, "") for focus in focuses()),
            *(("balanced", each) for each in library.names()),
        ]:
            fitted = fitting.fit(level=level, focus=focus, interviewers=4, base=base)
            if errors := proof_on(fitted.text).errors:
                wrong[level, focus, base] = errors
    assert wrong == {}


def test_a_stricter_file_is_obeyed_wherever_something_is_published(
    world: World, settings: LazySettings, tmp_path: Path
) -> None:
    """A team that makes a note an error is asked for its reason there too, and the role is not opened unasked."""
    settings.DATA = tmp_path
    (tmp_path / "evenbar.toml").write_text(
        '[lint.severity]\nreview-date-missing = "error"\nlopsided-shares = "error"\nmany-criteria = "error"\n',
        encoding="utf-8",
    )
    with pytest.raises(Refused, match="write on the publish page"):
        open_fitted_opening(actor=world.manager, level="senior", focus="balanced", interviewers=4)
    assert not Scorecard.objects.exclude(versions__isnull=False).exists()


def test_the_organisations_file_is_read_again_when_it_changes(
    client: Client, small: Scorecard, settings: LazySettings, tmp_path: Path
) -> None:
    """Rules that the file switches off are silent; deleting it brings them back."""
    settings.DATA = tmp_path
    file, path = tmp_path / "evenbar.toml", f"/studio/{small.pk}/edit/"
    rule = "/rules/too-few-raters/"
    assert rule in client.get(path).content.decode()
    file.write_text('[lint]\nignore = ["too-few-raters"]\n', encoding="utf-8")
    assert rule not in client.get(path).content.decode()
    file.write_text('[lint]\nignore = ["coverage", "anchors"]\n', encoding="utf-8")
    assert team_rules().settings.ignore == ("coverage", "anchors")
    file.unlink()
    assert rule in client.get(path).content.decode()


def test_a_broken_file_is_said_and_the_usual_rules_speak(
    client: Client, world: World, bad: Scorecard, settings: LazySettings, tmp_path: Path
) -> None:
    """Everybody who writes is told that the usual rules are shown; administrators read what is wrong."""
    settings.DATA = tmp_path
    (tmp_path / "evenbar.toml").write_text('[lint]\nignore = ["no-such-rule"]\n', encoding="utf-8")
    for path in ("edit/", "yaml/", "publish/", "checklist/"):
        page = client.get(f"/studio/{bad.pk}/{path}").content.decode()
        assert "the usual rules speak here" in page
        assert "no-such-rule" not in page
        assert "no-such-rule" in SignedIn(world.admin).get(f"/studio/{bad.pk}/{path}").content.decode()
    assert proof_on(text_of(bad)).errors == 1


def test_a_folder_in_place_of_the_file_is_a_fault_too(settings: LazySettings, tmp_path: Path) -> None:
    """What cannot be opened is told, never taken for no file."""
    settings.DATA = tmp_path
    (tmp_path / "evenbar.toml").mkdir()
    assert "cannot be read" in team_rules().fault


def test_the_checklist_ticks_what_is_covered_and_avoided(client: Client, bad: Scorecard) -> None:
    """Fourteen to include with their criteria, four to avoid with what was found, and the three shares."""
    answer = client.get(f"/studio/{bad.pk}/checklist/")
    found = answer.context["found"]
    ticked = {each.code for each in found.include if each.ticked}
    assert ticked == {"problem-framing", "deployment-monitoring", "collaboration"}
    assert (len(found.include), len(found.avoid)) == (14, 4)
    page = answer.content.decode()
    assert "3 of 14 standard criteria are covered" in page
    assert [third.percent for third in answer.context["thirds"]] == [20, 60, 20]
    actions.save_draft(actor=bad.created_by, scorecard=bad, text="evenbar: [", revision=2)
    assert "cannot be read yet" in client.get(f"/studio/{bad.pk}/checklist/").content.decode()


def test_rule_pages_are_for_every_account(world: World, signed_in: type) -> None:
    """Whoever is signed in reads a rule's page; a rule that does not exist is not found."""
    for user in (*world.everyone.values(), make_user("Fay First", Role.ADMINISTRATOR)):
        assert "Why it matters" in signed_in(user).get("/rules/too-few-raters/").content.decode()
    assert signed_in(world.ada).get("/rules/no-such-rule/").status_code == 404
    assert Client().get("/rules/").status_code == 302


def test_the_organisations_severity_stands_on_the_rules_page(
    world: World, signed_in: type, settings: LazySettings, tmp_path: Path
) -> None:
    """A severity of the organisation's own is told beside the usual one."""
    settings.DATA = tmp_path
    (tmp_path / "evenbar.toml").write_text('[lint.severity]\ntoo-few-raters = "error"\n', encoding="utf-8")
    assert "Set by your organisation" in signed_in(world.ada).get("/rules/too-few-raters/").content.decode()
    assert "Set by your organisation" not in signed_in(world.ada).get("/rules/no-bar/").content.decode()

"""Form edits of a text: only what differs is put in, comments stay, and nothing that was typed is lost."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from evenbar.panel.studio.edits import with_fields
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.sections import section
from evenbar.panel.studio.sheet import Sheet, Shown, families
from evenbar.panel.studio.structure import carry_out, packaged_criteria
from evenbar.panel.studio.typed import Raw, same, shown, tidy
from evenbar.scorecard import library
from evenbar.scorecard.editing import Uneditable
from evenbar.scorecard.reading import read
from tests.examples import examples
from tests.panel.studio.conftest import COMMENTED

PARTS = ("job", "stages", "decision")


def test_what_says_the_same_changes_no_byte(written: str) -> None:
    """Sending every field of every part back as it was shown leaves the text byte for byte."""
    for text in (written, *(library.text(name) for name in library.names())):
        sent = {field.path: field.value for field in all_fields(text) if field.kind != "yaml"}
        assert len(sent) > 50
        assert with_fields(text, sent).text == text


def test_one_field_changes_one_line(written: str) -> None:
    """An edited definition changes its own line; comments and everything else stay."""
    after = with_fields(written, {"criteria/framing/definition": "Finds the decision behind a wish."}).text
    changed = [(a, b) for a, b in zip(written.split("\n"), after.split("\n"), strict=True) if a != b]
    assert [b for _, b in changed] == ["    definition: Finds the decision behind a wish."]
    assert "# what we look for" in after


@pytest.mark.parametrize(
    ("path", "typed", "stored"),
    [
        ("criteria/framing/weight", "2.5", 2.5),
        ("criteria/framing/minimum", "4", 4),
        ("criteria/framing/why_weight", "", None),
        ("criteria/framing/target", "", None),
        ("criteria/framing/not_this", "jargon\r\n\r\n speed ", ("jargon", "speed")),
        ("criteria/framing/covers", ("trade-offs", "problem-framing"), ("problem-framing", "trade-offs")),
        ("criteria/framing/evidence", ("interview",), ("interview",)),
        ("criteria/framing/definition", "no", "no"),
        ("criteria/framing/name", "Frames: the problem # really", "Frames: the problem # really"),
    ],
)
def test_a_typed_value_means_what_it_says(written: str, path: str, typed: Raw, stored: object) -> None:
    """Numbers become numbers, lines a list, ticks keep their order, an empty field takes its key away."""
    card = read(with_fields(written, {path: typed}).text)
    assert getattr(card.criterion("framing"), path.rpartition("/")[2]) == stored


def test_a_wrong_number_is_kept_and_named(written: str) -> None:
    """What does not fit stays as it was typed, and the reader says so at its path."""
    document = opened(with_fields(written, {"criteria/framing/weight": "lots"}).text)
    assert document.card is None
    assert [problem.path for problem in document.problems] == ["criteria/framing/weight"]
    assert Sheet(document).field("criteria/framing/weight", "Weight").value == "lots"


def test_a_name_that_is_cleared_is_an_error_at_its_place(written: str) -> None:
    """A key that must stand keeps its place with an empty text, so that the form can say what is missing."""
    document = opened(with_fields(written, {"criteria/framing/name": "  "}).text)
    assert [problem.path for problem in document.problems] == ["criteria/framing/name"]


def test_an_anchor_comes_and_goes_with_its_fields(written: str) -> None:
    """Clearing all of an anchor takes it out; typing a summary brings it back."""
    path = "criteria/framing/anchors/1"
    cleared = with_fields(written, {f"{path}/summary": "", f"{path}/signals": ""}).text
    assert read(cleared).criterion("framing").anchor(1) is None
    again = (
        read(with_fields(cleared, {f"{path}/summary": "Starts anywhere."}).text)
        .criterion("framing")
        .anchor(1)
    )
    assert again is not None
    assert again.summary == "Starts anywhere."


def test_listen_for_and_words_for_levels_can_be_added(written: str) -> None:
    """Fields under keys that the text does not have yet are added with what is above them."""
    sent = {
        "criteria/framing/questions/vague-brief/listen_for/4": "Names who acts.",
        "scale/labels/5": "Outstanding",
        "job/outcomes": "One\nTwo",
    }
    card = read(with_fields(written, sent).text)
    assert card.criterion("framing").question("vague-brief").listen_for == ((4, "Names who acts."),)
    assert card.labels[5] == "Outstanding"
    assert card.job.outcomes == ("One", "Two")


def test_unticking_a_criterion_takes_its_questions_out_of_the_order() -> None:
    """A stage that no longer rates a criterion no longer orders its questions, so the text stays readable."""
    text = library.text("senior-ml-engineer")
    card = read(text)
    stage = card.stage("system-design")
    kept = tuple(id for id in stage.criteria if id != "framing")
    after = read(with_fields(text, {"stages/system-design/criteria": kept}).text).stage("system-design")
    assert after.criteria == kept
    gone = {question.id for question in card.criterion("framing").questions}
    assert set(stage.order) & gone
    assert not set(after.order) & gone


def test_unknown_paths_are_no_fields(written: str) -> None:
    """A form cannot put anything where the format has nothing."""
    assert (
        with_fields(written, {"criteria/framing/colour": "red", "revision": "9", "criteria": "x"}).text
        == written
    )


def test_what_an_alias_shares_is_named_and_not_lost(written: str) -> None:
    """A place that cannot be edited in a form is said to be one; the other fields are saved all the same."""
    text = written.replace("weight: 3", "weight: &w 3").replace("weight: 1", "weight: *w", 1)
    edited = with_fields(text, {"criteria/framing/weight": "5", "criteria/framing/name": "New name"})
    assert list(edited.failed) == ["criteria/framing/weight"]
    assert "New name" in edited.text
    sheet = Sheet(opened(edited.text), {"criteria/framing/weight": "5"}, edited.failed)
    assert sheet.field("criteria/framing/weight", "Weight").value == "5"


def test_up_and_down_move_within_the_family() -> None:
    """A criterion moves past its neighbour in the list as it is shown, which is by family."""
    text = library.text("senior-ml-engineer")
    done = carry_out(text, "down criteria/model-development", {})
    family = [each.id for each in read(done.text).criteria if each.family == "ml"]
    assert family[:2] == ["frameworks", "model-development"]
    assert done.say.endswith("is now number 2 of 4.")
    assert "at the end already" in carry_out(text, "down criteria/deployment", {}).say


def test_an_item_is_dropped_on_a_place(written: str) -> None:
    """Dragging puts an item where it was dropped."""
    done = carry_out(written, "to stages/ways 0", {})
    assert [stage.id for stage in read(done.text).stages] == ["ways", "screen", "design"]


def test_removing_a_criterion_takes_what_points_at_it() -> None:
    """Stages, their order of questions and accepted findings let go of a removed criterion."""
    text = library.text("senior-ml-engineer") + (
        "suppress:\n  - {rule: too-few, where: criteria/framing/anchors/3, because: For now.}\n"
    )
    card = read(carry_out(text, "remove criteria/framing", {}).text)
    assert "framing" not in {each.id for each in card.criteria}
    assert all("framing" not in stage.criteria for stage in card.stages)
    assert card.suppress == ()


def test_removing_a_task_and_a_question_keeps_the_text_readable() -> None:
    """Criteria let go of a removed task, stages of a removed question."""
    text = library.text("senior-ml-engineer")
    card = read(text)
    task, stage = card.criteria[0].tasks[0], card.stage("system-design")
    owner = next(
        each for each in card.criteria if stage.order[0] in {question.id for question in each.questions}
    )
    text = carry_out(text, f"remove job/tasks/{task}", {}).text
    after = read(carry_out(text, f"remove criteria/{owner.id}/questions/{stage.order[0]}", {}).text)
    assert all(task not in each.tasks for each in after.criteria)
    assert stage.order[0] not in after.stage("system-design").order


def test_every_packaged_criterion_can_be_added(written: str) -> None:
    """Each criterion of each packaged scorecard fits into another scorecard, even twice, with ids of its own."""
    text = written
    keys = [key for _, criteria in packaged_criteria() for key, _ in criteria]
    for key in keys[:4] * 2 + keys[-3:]:
        text = carry_out(text, "add-criterion", {"new-from": key}).text
    card = read(text)
    assert len(card.criteria) == 3 + 11
    name, _, id = keys[0].partition("/")
    original = library.load(name).criterion(id)
    assert [each.anchors for each in card.criteria].count(original.anchors) == 2


@pytest.mark.parametrize(
    "order",
    [
        "dance",
        "up nowhere",
        "remove decision",
        "remove criteria",
        "add-criterion",
        "add-stage",
        "to stages/ways x",
        "up",
        "",
    ],
)
def test_other_orders_change_nothing(written: str, order: str) -> None:
    """What no button sends is refused with a sentence."""
    with pytest.raises(Uneditable):
        carry_out(written, order or "none at all", {})


def all_fields(text: str) -> list[Shown]:
    """Every field that the editor shows of a text, over all its parts."""
    sheet = Sheet(opened(text))
    parts = [*PARTS, *sheet.items("criteria")]
    return [field for part in parts for field in _fields_in(section(sheet, part))]


def _fields_in(value: object) -> list[Shown]:
    if isinstance(value, Shown):
        return [value]
    if isinstance(value, dict):
        return [field for each in value.values() for field in _fields_in(each)]
    if isinstance(value, list | tuple):
        return [field for each in value for field in _fields_in(each)]
    return []


WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            "  ",
            "no",
            "null",
            "3",
            "4.5",
            "-1",
            "lots",
            "- a\n- b",
            "a: b",
            "# c",
            "'",
            '"',
            "é → 𝛼",
            "2027-05-23",
        ]
    ),
    st.text(max_size=30),
)


class Editing(RuleBasedStateMachine):
    """Any sequence of what the editor can send: fields with any text, ticks, and the orders of its buttons."""

    @initialize()
    def begin(self) -> None:
        self.text = COMMENTED

    @rule(data=st.data(), typed=WORDS)
    def type_into_a_field(self, data: st.DataObject, typed: str) -> None:
        """What is typed stands in the text afterwards, or the answer names it."""
        field = data.draw(
            st.sampled_from(
                [each for each in all_fields(self.text) if each.kind not in ("yaml", "ticks", "flag")]
            )
        )
        edited = with_fields(self.text, {field.path: typed})
        stored = shown(opened(edited.text).node(field.path), field.path)
        assert field.path in edited.failed or (
            stored is not None and same(tidy(typed, field.path), stored, field.path)
        )
        self.text = edited.text

    @rule(data=st.data())
    def tick(self, data: st.DataObject) -> None:
        """Ticks stand in the text as they were set."""
        field = data.draw(
            st.sampled_from([each for each in all_fields(self.text) if each.kind == "ticks" and each.choices])
        )
        ticked = tuple(
            data.draw(st.lists(st.sampled_from([value for value, _ in field.choices]), unique=True))
        )
        edited = with_fields(self.text, {field.path: ticked})
        assert field.path in edited.failed or set(
            shown(opened(edited.text).node(field.path), field.path) or ()
        ) == set(ticked)
        self.text = edited.text

    @precondition(lambda self: Sheet(opened(self.text)).items("criteria"))
    @rule(data=st.data(), verb=st.sampled_from(["up", "down", "to", "remove"]), place=st.integers(0, 5))
    def move_or_remove(self, data: st.DataObject, verb: str, place: int) -> None:
        """Moving keeps every item; removing takes one."""
        sheet = Sheet(opened(self.text))
        lists = [
            "criteria",
            "stages",
            "job/tasks",
            *(f"{path}/questions" for path in sheet.items("criteria")),
        ]
        path = data.draw(st.sampled_from([item for each in lists for item in sheet.items(each)]))
        above = path.rpartition("/")[0]
        before = sheet.items(above)
        try:
            done = carry_out(self.text, f"{verb} {path} {place}" if verb == "to" else f"{verb} {path}", {})
        except Uneditable:
            return
        after = Sheet(opened(done.text)).items(above)
        assert len(after) == len(before) - (verb == "remove")
        assert done.say
        self.text = done.text

    @rule(name=WORDS, order=st.sampled_from(["add-criterion", "add-stage", "add-task"]))
    def add(self, name: str, order: str) -> None:
        """What is added has an id of its own."""
        try:
            self.text = carry_out(self.text, order, {"new-name": name, "new-stage": name}).text
        except Uneditable:
            return
        ids = Sheet(opened(self.text)).items(
            {"add-criterion": "criteria", "add-stage": "stages"}.get(order, "job/tasks")
        )
        assert len(ids) == len(set(ids))

    @invariant()
    def it_can_be_read_or_says_why(self) -> None:
        """The text has forms, and is a scorecard or has problems with a place each."""
        document = opened(self.text)
        assert document.root is not None
        assert (document.card is None) == bool(document.problems)
        assert all(problem.line >= 1 and problem.message for problem in document.problems)
        assert families(Sheet(document)) or not Sheet(document).items("criteria")
        assert "# what we look for" in self.text or not Sheet(document).items("criteria")


TestEditing = Editing.TestCase
TestEditing.settings = settings(examples(40), stateful_step_count=15)

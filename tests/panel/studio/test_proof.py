"""What the studio makes of findings: their order, their places in the editor, fixes, acceptances."""

from datetime import date

import pytest

from evenbar.lint.rule import rules
from evenbar.lint.settings import AS_IT_COMES, Settings
from evenbar.panel.studio import mending
from evenbar.panel.studio.manual import page_of
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.places import element_of
from evenbar.panel.studio.proof import MOST_SHOWN, Proof, proof_of
from evenbar.panel.studio.typed import element_id
from evenbar.scorecard import library
from evenbar.scorecard.editing import Uneditable, set_value
from evenbar.scorecard.reading import read

DAY = date(2026, 11, 24)
ASK = "criteria/framing/questions/vague-brief/ask"
CHILDREN = "Who looks after the children when you travel?"


def proof(text: str, settings: Settings = AS_IT_COMES) -> Proof:
    return proof_of(text, settings, DAY)


@pytest.fixture
def bad(written: str) -> str:
    """The small scorecard with an unlawful question and a row that four stages rate in vain."""
    return set_value(written, ASK, CHILDREN)


def test_errors_come_before_warnings_and_notes(bad: str) -> None:
    """Groups stand in the order of doing, families in their own, and no finding is lost between them."""
    found = proof(bad)
    assert [group.severity for group in found.groups] == ["error", "warning", "info"]
    assert found.errors == 1
    assert sum(group.count for group in found.groups) == len(found.findings)
    assert found.groups[0].families[0][0] == "Law"
    assert found.says.startswith("1 error, ")
    assert found.at[ASK][0][1].startswith("Error: ")


def test_an_unreadable_text_has_problems_and_no_findings(written: str) -> None:
    """What keeps the text from being read comes first, at its line; nothing is guessed beyond it."""
    found = proof(written.replace("bar: 3.4", "bar: high"))
    line = written[: written.index("bar: 3.4")].count("\n") + 1
    assert (found.is_readable, found.findings, found.groups) == (False, (), ())
    assert found.lines == {line: "problem"}


def test_a_line_shows_the_loudest_that_stands_on_it(bad: str) -> None:
    """An error outshouts the notes of its line."""
    line = bad[: bad.index(CHILDREN)].count("\n") + 1
    assert proof(bad).lines[line] == "error"


def test_parts_count_what_is_to_mend(bad: str) -> None:
    """Each part of the editor says how many errors and warnings it has, not notes."""
    severity, words = proof(bad).parts["criteria/framing"]
    assert severity == "error"
    assert words.startswith("1 error, ")
    assert "note" not in words


def test_a_long_list_shows_its_beginning_and_counts_the_rest() -> None:
    """Of a severity no more than a screenful is laid out; the rest is counted."""
    anchors = "".join(f"      {level}: {{summary: Really excellent}}\n" for level in range(1, 6))
    rows = "".join(
        f"  - id: row-{n}\n    name: Row {n}\n    family: ml\n    anchors:\n{anchors}" for n in range(40)
    )
    text = (
        f"evenbar: 1\nscorecard: long\ntitle: Long\ncriteria:\n{rows}stages:\n"
        "  - {id: talk, name: Talk, criteria: [row-1]}\ndecision: {rule: weighted-mean}\n"
    )
    found = proof(text)
    for group in found.groups:
        shown = sum(len(items) for _, items in group.families)
        assert shown == min(group.count, MOST_SHOWN)
        assert group.more == group.count - shown
    assert any(group.more for group in found.groups)


@pytest.mark.parametrize(
    ("where", "element"),
    [
        ("title", "f-title"),
        (ASK, element_id(ASK)),
        (f"{ASK[:-4]}/probes/0", element_id(f"{ASK[:-4]}/probes")),
        ("criteria/framing/questions/vague-brief", "summary-vague-brief"),
        ("criteria/framing/anchors/3/signals/1", element_id("criteria/framing/anchors/3/signals")),
        ("criteria/framing/anchors/3", element_id("criteria/framing/anchors/3/summary")),
        ("criteria/framing", element_id("criteria/framing/name")),
        ("criteria/framing/include", element_id("criteria/framing/name")),
        ("stages/design/criteria", "who-rates-what"),
        ("stages", "new-stage"),
        ("decision", element_id("decision/rule")),
        ("job/tasks/own-ranking", element_id("job/tasks/own-ranking/does")),
        ("criteria", "piece-list"),
        ("suppress/0/because", "accepted"),
        ("", "piece-list"),
    ],
)
def test_each_place_has_an_element(where: str, element: str) -> None:
    """A path leads to its field, or to what stands nearest."""
    assert element_of(where) == element


def test_a_fix_is_one_edit_and_leaves_the_rest(written: str) -> None:
    """Mending takes back exactly what the finding names; every other byte stays."""
    entry = "suppress:\n  - {rule: no-bar, where: decision, because: We look at it in spring.}\n"
    text = written + entry
    found = next(each for each in proof(text).findings if each.rule == "unused-suppression")
    done = mending.answer(text, f"mend {found.rule} {found.where}", {}, proof(text))
    assert done.undo
    assert "no-bar" not in done.text
    assert done.text.startswith(written.rstrip("\n"))
    with pytest.raises(Uneditable, match="not there any more"):
        mending.answer(written, f"mend {found.rule} {found.where}", {}, proof(written))


def accept(text: str, rule: str, where: str, because: str) -> str:
    given = {f"new-because {rule} {where}": because}
    return mending.answer(text, f"accept {rule} {where}", given, proof(text)).text


def test_an_acceptance_is_written_with_its_reason_and_taken_back(bad: str) -> None:
    """Accepting adds an entry with rule, place and reason; taking it back restores the text's meaning."""
    reason = "The rota is the question: everybody is asked."
    after = accept(bad, "protected-topic", ASK, f"  {reason}\n")
    (accepted,) = proof(after).accepted
    assert (accepted.entry.rule, accepted.entry.where, accepted.entry.because) == (
        "protected-topic",
        ASK,
        reason,
    )
    assert proof(after).errors == 0
    assert [finding.rule for finding in accepted.findings] == ["protected-topic"]
    back = mending.answer(after, f"take-back protected-topic {ASK}", {}, proof(after)).text
    assert read(back) == read(bad)


@pytest.mark.parametrize("because", ["", "   ", "\n"])
def test_no_acceptance_without_a_reason(bad: str, because: str) -> None:
    """An empty reason is refused with what to write."""
    with pytest.raises(Uneditable, match="Write in one sentence why"):
        accept(bad, "protected-topic", ASK, because)


def test_what_was_not_found_cannot_be_accepted(written: str) -> None:
    """Neither a rule that finds nothing there, nor one that does not exist, nor one on acceptances."""
    unused = written + "suppress:\n  - {rule: no-bar, where: decision, because: We look at it in spring.}\n"
    for text, rule, where in (
        (written, "protected-topic", ASK),
        (written, "no-such-rule", ASK),
        (unused, "unused-suppression", "suppress/0"),
    ):
        with pytest.raises(Uneditable, match="not there any more"):
            accept(text, rule, where, "Because it is right here.")


def test_an_unknown_answer_is_refused(written: str) -> None:
    """A made-up order names itself and changes nothing."""
    with pytest.raises(Uneditable, match="not known"):
        mending.answer(written, "mend a b c", {}, proof(written))


def test_everything_that_is_found_can_be_accepted(bad: str) -> None:
    """Each finding that offers it is accepted in turn; the text stays a scorecard and ends with nothing found."""
    text, most = bad, len(proof(bad).said)
    for _ in range(most):
        left = [each for each in proof(text).said if each.can_accept]
        if not left:
            break
        text = accept(text, left[0].finding.rule, left[0].finding.where, "Accepted for a test of everything.")
    assert opened(text).card is not None
    assert proof(text).says == "Nothing stands against it."


def test_every_rule_has_a_page_that_can_be_read() -> None:
    """Each docstring becomes sections with text in every one of them, and code marks vanish from the words."""
    for rule in rules().values():
        page = page_of(rule)
        assert [name for name, blocks in page.sections if not blocks] == []
        words = "".join(
            words for _, blocks in page.sections for block in blocks for words, _ in block.stretches
        )
        assert "`" not in words, rule.name
        assert page.severity
        assert page.strength


def test_the_packaged_scorecards_have_no_errors() -> None:
    """Whoever begins from the library can publish at once."""
    assert {name: proof(library.text(name)).errors for name in library.names()} == dict.fromkeys(
        library.names(), 0
    )

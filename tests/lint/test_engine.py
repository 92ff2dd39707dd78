"""The engine: places in the text, suppression, selection, severities; with rules of its own, to test it alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from evenbar.lint import checking
from evenbar.lint.checking import MOST, check
from evenbar.lint.limits import Limits
from evenbar.lint.rule import Edit, Finding, Hit, Rule, rules
from evenbar.lint.settings import AS_IT_COMES, Settings
from evenbar.lint.subject import Card, Rating
from evenbar.scorecard.problem import Unreadable
from tests.lint.cards import WEAK

Only = Callable[..., None]
PAGE = "It finds a word.\n\nWhy it matters\n--------------\nFirst\nparagraph.\n\nSecond."


def _word_rule(word: str, where: str | None = None, **more: object) -> Rule:
    """A rule that finds a word in every text, or lacks a part at a path."""

    def on_card(card: Card) -> Iterator[Hit]:
        if where is not None:
            yield Hit(where, f"{word}.", "Else.", quote=word)
            return
        for piece in card.all_pieces:
            if word in piece.text:
                yield Hit(piece.where, f"“{word}”.", "Else.", quote=word)

    def on_rating(rating: Rating) -> Iterator[Hit]:
        if word in rating.text or word in rating.others:
            yield Hit(rating.where, f"“{word}” beside {rating.level}.", "Else.", quote=word)

    base = Rule(f"finds-{word.lower()}", "questions", "warning", "mixed", PAGE, on_card, on_rating)
    return replace(base, **more)  # type: ignore[arg-type]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Only]:
    """Let only these rules be known."""

    def known(*made: Rule) -> None:
        checking.chosen.cache_clear()
        monkeypatch.setattr(checking, "rules", lambda: {rule.name: rule for rule in made})

    yield known
    checking.chosen.cache_clear()


def _lines(text: str, word: str) -> list[tuple[int, int]]:
    return [
        (number, line.index(word) + 1)
        for number, line in enumerate(text.splitlines(), start=1)
        if word in line
    ]


def _place(finding: Finding) -> tuple[int, int]:
    return finding.line, finding.column


@pytest.mark.parametrize(
    ("word", "line", "column"),
    [("TensorFlow", 12, 48), ("looks after", 16, 15), ("married", 19, 24), ("How old", 21, 15)],
)
def test_a_finding_stands_at_its_words(only: Only, word: str, line: int, column: int) -> None:
    """Plain, folded, single- and double-quoted texts: line and column are those of the words in the file."""
    only(_word_rule(word))
    [finding] = check(WEAK).found
    assert _place(finding) == (line, column)
    assert WEAK.splitlines()[line - 1] == finding.excerpt
    assert finding.excerpt[slice(*finding.mark)] == word
    assert (finding.end_line, finding.end_column) == (line, column + len(word))


@pytest.mark.parametrize(
    ("words", "line", "end_line", "mark"),
    [
        ("after the children when", 16, 17, "after the"),
        ('"married"? It\'s a', 19, 19, "\"married\"? It''s a"),
        ("old are you, if I", 21, 22, "old are you,\\"),
    ],
)
def test_words_are_found_over_line_breaks_and_quote_signs(
    only: Only, words: str, line: int, end_line: int, mark: str
) -> None:
    """A quote that YAML writes otherwise is found as it is written, and ends where its last word ends."""
    only(_word_rule(words))
    [finding] = check(WEAK).found
    assert (finding.line, finding.end_line) == (line, end_line)
    assert finding.excerpt[slice(*finding.mark)] == mark


@pytest.mark.parametrize(
    ("where", "line", "column"),
    [
        ("criteria/serving", 8, 5),
        ("criteria/serving/anchors", 11, 5),
        ("criteria/serving/anchors/3", 12, 7),
        ("criteria/serving/anchors/4", 11, 5),
        ("criteria/serving/questions/folded/probes/0", 14, 9),
        ("criteria/framing", 23, 5),
        ("criteria/framing/anchors/3/summary", 23, 14),
        ("criteria/framing/questions/no-such/ask", 23, 14),
        ("stages/talk", 25, 6),
        ("decision", 26, 1),
        ("job/outcomes", 4, 1),
        ("suppress", 1, 1),
        ("", 1, 1),
    ],
)
def test_a_missing_part_stands_at_the_key_of_what_lacks_it(
    only: Only, where: str, line: int, column: int
) -> None:
    """What the file has is pointed at itself, what it lacks at the part above, what the library has at the include."""
    only(_word_rule("nowhere-to-be-found", where))
    [finding] = check(WEAK).found
    assert _place(finding) == (line, column)
    assert finding.where == where


def test_places_hold_behind_wide_signs_and_other_line_breaks(only: Only) -> None:
    """A mark of byte order, wide signs and Windows line breaks do not move a place."""
    text = WEAK.replace("A weak", "Ein schwächeres 🙂 評価").replace("\n", "\r\n")
    only(_word_rule("TensorFlow"), _word_rule("評価"))
    first, second = check(("\ufeff" + text).encode()).found
    assert _place(first) == (3, 26)
    assert _place(second) == (12, 48)
    assert second.excerpt[slice(*second.mark)] == "TensorFlow"


def test_findings_come_in_the_order_of_the_text(only: Only) -> None:
    """Line by line, whatever the order of rules."""
    only(_word_rule("children"), _word_rule("TensorFlow"), _word_rule("married"), _word_rule("Runs models"))
    places = [_place(finding) for finding in check(WEAK).found]
    assert places == [(9, 11), (12, 48), (17, 11), (19, 24)]


def test_a_finding_tells_what_its_rule_says(only: Only) -> None:
    """The first paragraph of why, the strength, the law of its topic in sentences with the year."""
    rule = _word_rule("children")

    def on_card(card: Card) -> Iterator[Hit]:
        yield Hit("title", "Found.", "Else.", topic="family")

    only(replace(rule, on_card=on_card))
    [finding] = check(WEAK).found
    assert (finding.why, finding.strength, finding.severity) == ("First paragraph.", "mixed", "warning")
    assert any("Equality Act" in law and "(2010)" in law for law in finding.law)


def _suppressed(*entries: str) -> str:
    return WEAK + "suppress:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


@pytest.mark.parametrize(
    "where", ["criteria/serving", "criteria/serving/questions", "criteria/serving/questions/folded/ask"]
)
def test_a_suppression_accepts_at_its_place_and_inside(only: Only, where: str) -> None:
    """The finding is set apart with its reason, not lost."""
    only(_word_rule("children"))
    findings = check(_suppressed(f"rule: finds-children, where: {where}, because: It is an example."))
    assert findings.found == ()
    [(finding, because)] = findings.accepted
    assert (finding.line, because) == (17, "It is an example.")


@pytest.mark.parametrize(
    "entry",
    [
        "rule: finds-children, where: criteria/framing, because: Another place.",
        "rule: finds-children, where: criteria/serving/questions/single, because: Another place.",
        "rule: finds-you, where: criteria/serving, because: Another rule.",
    ],
)
def test_a_suppression_accepts_nothing_else(only: Only, entry: str) -> None:
    """Neither another place, nor another rule."""
    only(_word_rule("children"))
    findings = check(_suppressed(entry))
    assert len(findings.found) == 1
    assert findings.accepted == ()


def test_an_id_that_only_begins_like_the_suppressed_one_is_another_place(only: Only) -> None:
    """Paths are compared part by part, not sign by sign."""
    only(_word_rule("children"))
    text = WEAK.replace("id: serving", "id: serving-two").replace("[serving,", "[serving-two, serving,")
    text = text.replace("  - include", "  - {id: serving, name: Serves, family: ml}\n  - include")
    text += "suppress:\n  - {rule: finds-children, where: criteria/serving, because: It is an example.}\n"
    assert len(check(text).found) == 1


def test_rules_on_suppressions_cannot_be_suppressed() -> None:
    """An entry that accepts findings on itself would hide whatever it hides."""
    entries = [
        "rule: no-such-rule, where: stages",
        "rule: suppression-without-reason, where: suppress, because: We do not like reasons.",
    ]
    names = [
        (finding.rule, finding.where)
        for finding in check(_suppressed(*entries), settings=Settings(select=("suppression",))).found
    ]
    assert ("suppression-without-reason", "suppress/0") in names
    assert ("unknown-rule", "suppress/1/rule") in names


def test_rules_are_selected_and_ignored_by_name_and_by_family() -> None:
    """A name or a family takes in or leaves out; leaving out wins."""
    families = {rule.name: rule.family for rule in rules().values()}
    chosen = {rule.name for rule in checking.chosen(Settings(select=("suppression", "tool-name")))}
    assert chosen == {name for name, family in families.items() if family == "suppression"} | {"tool-name"}
    chosen = {
        rule.name for rule in checking.chosen(Settings(select=("suppression",), ignore=("unknown-rule",)))
    }
    assert chosen == {"unused-suppression", "suppression-without-reason"}
    chosen = {rule.name for rule in checking.chosen(Settings(ignore=("suppression",)))}
    assert chosen == {name for name, family in families.items() if family != "suppression"}


def test_severities_are_the_teams_then_the_hits_then_the_rules(only: Only) -> None:
    """Off is not asked at all."""
    loud = _word_rule("children")

    def on_card(card: Card) -> Iterator[Hit]:
        yield Hit("title", "Found.", "Else.", severity="error")

    only(loud, replace(loud, name="louder", on_card=on_card))
    assert [finding.severity for finding in check(WEAK).found] == ["error", "warning"]
    changed = Settings(severity=(("finds-children", "off"), ("louder", "info")))
    assert [finding.severity for finding in check(WEAK, settings=changed).found] == ["info"]


def test_the_day_the_words_and_the_limits_reach_the_rules(only: Only) -> None:
    """A rule sees the team's settings; the day that is asked for wins over the team's."""
    seen = []

    def on_card(card: Card) -> Iterator[Hit]:
        seen.append((card.today, card.limits.raters, card.language.words("tools").has("featherbase")))
        yield from ()

    only(replace(_word_rule("x"), on_card=on_card))
    settings = Settings(words=(("tools", ("Featherbase",)),), limits=Limits(raters=3), today=date(2027, 1, 1))
    check(WEAK, settings=settings)
    check(WEAK, settings=settings, today=date(2028, 1, 1))
    check(WEAK, today=date(2028, 1, 1))
    assert seen == [
        (date(2027, 1, 1), 3, True),
        (date(2028, 1, 1), 3, True),
        (date(2028, 1, 1), AS_IT_COMES.limits.raters, False),
    ]


def test_no_edit_is_offered_for_the_librarys_words(only: Only) -> None:
    """The words of an included criterion cannot be edited here; the finding stays without its edit."""

    def on_card(card: Card) -> Iterator[Hit]:
        for where in ("criteria/framing/name", "criteria/serving/name"):
            yield Hit(where, "Found.", "Else.", edit=Edit(where, "Else"))

    only(replace(_word_rule("x"), on_card=on_card))
    edits = {finding.where: finding.edit is not None for finding in check(WEAK).found}
    assert edits == {"criteria/framing/name": False, "criteria/serving/name": True}


def test_a_broken_draft_gives_the_readers_problems() -> None:
    """What is no scorecard is not proof-read."""
    with pytest.raises(Unreadable) as unreadable:
        check(WEAK.replace("family: ml", "family: magic"), name="weak.yaml")
    [problem] = unreadable.value.problems
    assert (problem.name, problem.line, problem.path) == ("weak.yaml", 10, "criteria/serving/family")


def test_findings_beyond_the_most_are_counted(only: Only) -> None:
    """A file with thousands of findings lists the first and counts the rest."""

    def on_card(card: Card) -> Iterator[Hit]:
        yield from (Hit("title", "Found.", "Else.") for _ in range(MOST + 7))

    only(replace(_word_rule("x"), on_card=on_card))
    findings = check(WEAK)
    assert (len(findings.found), findings.more) == (MOST, 7)

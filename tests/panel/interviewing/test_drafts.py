"""The body of a draft: what a client may send, how two versions merge, what is missing for sealing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.panel.interviewing import drafts

QUESTIONS = {"framing": ("vague-brief", "first-week"), "deployment": ("last-incident",)}
PLACES = [(None, None), *((c, None) for c in QUESTIONS), *((c, q) for c, qs in QUESTIONS.items() for q in qs)]
MOMENTS = st.none() | st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())
IDS = st.text("abcdef0123456789-", min_size=1, max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def lines(draw: Any) -> dict[str, Any]:
    criterion, question = draw(st.sampled_from(PLACES))
    return {
        "id": draw(IDS),
        "text": draw(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
        ),
        "criterion": criterion,
        "question": question,
        "prompted": draw(st.sampled_from([None, *drafts.PROMPTED])),
        "direction": draw(st.sampled_from([None, *drafts.DIRECTIONS])),
        "at": draw(MOMENTS),
    }


@st.composite
def bodies(draw: Any) -> drafts.Body:
    ratings = st.dictionaries(
        st.sampled_from(list(QUESTIONS)), st.sampled_from([*drafts.LEVELS, *drafts.MISSING])
    )
    body = {
        "lines": draw(st.lists(lines(), max_size=5, unique_by=lambda line: line["id"])),
        "ratings": draw(ratings),
        "note": draw(st.sampled_from(["", "Strong on costs.", "Weak on data."])),
    }
    return drafts.clean(body, QUESTIONS)


def outcome(value: Any) -> drafts.Body | str:
    """The cleaned body, or the sentence of the refusal."""
    try:
        return drafts.clean(value, QUESTIONS)
    except drafts.BadDraft as refusal:
        return str(refusal)


def a_line(**parts: Any) -> dict[str, Any]:
    return {"id": "one", "text": "Asked for the cost of an error."} | parts


@given(bodies())
def test_cleaning_a_clean_body_changes_nothing(body: drafts.Body) -> None:
    """Cleaning a clean body changes nothing, also after a trip through JSON."""
    assert drafts.clean(json.loads(json.dumps(body)), QUESTIONS) == body


@given(json_values)
def test_any_json_is_cleaned_or_refused_with_a_sentence(value: Any) -> None:
    """Whatever JSON a client sends is either cleaned or refused with a sentence, and never breaks."""
    result = outcome(value)
    assert result.endswith(".") if isinstance(result, str) else drafts.clean(result, QUESTIONS) == result


@given(st.dictionaries(st.sampled_from(["lines", "ratings", "note"]), json_values))
def test_any_parts_are_cleaned_or_refused(value: dict[str, Any]) -> None:
    """A body with the right parts and any content is cleaned or refused, and never breaks."""
    result = outcome(value)
    assert result.endswith(".") if isinstance(result, str) else drafts.clean(result, QUESTIONS) == result


@given(lines(), st.sampled_from(drafts.KEYS), json_values)
def test_any_part_of_a_line_is_cleaned_or_refused(line: dict[str, Any], key: str, value: Any) -> None:
    """A line with one part replaced by anything is cleaned or refused, and never breaks."""
    result = outcome({"lines": [line | {key: value}]})
    assert result.endswith(".") if isinstance(result, str) else drafts.clean(result, QUESTIONS) == result


@given(bodies(), bodies())
def test_merging_loses_no_text(mine: drafts.Body, other: drafts.Body) -> None:
    """Every text of both versions stands in the merged one."""
    both = drafts.merged(mine, other)
    texts = [line["text"] for line in both["lines"]]
    for line in [*mine["lines"], *other["lines"]]:
        assert line["text"] in texts
    for body in (mine, other):
        assert body["note"] in both["note"]
    assert drafts.clean(both, QUESTIONS)["lines"] == both["lines"]


@given(bodies(), bodies())
def test_merging_chooses_no_rating_on_which_the_versions_differ(
    mine: drafts.Body, other: drafts.Body
) -> None:
    """A rating on which the versions differ is blank after merging; all others are kept."""
    both = drafts.merged(mine, other)["ratings"]
    for criterion in QUESTIONS:
        given_ones = {body["ratings"][criterion] for body in (mine, other) if criterion in body["ratings"]}
        assert both.get(criterion) == (given_ones.pop() if len(given_ones) == 1 else None)


@given(bodies())
def test_merging_a_body_with_itself_gives_its_lines_in_time_order(body: drafts.Body) -> None:
    """A body merged with itself is the same, its lines in time order, and nothing differs."""
    both = drafts.merged(body, body)
    assert both == body | {"lines": drafts.in_time_order(body["lines"])}
    assert drafts.difference(body, body) == {"mine": [], "other": [], "ratings": {}}


@given(bodies(), bodies())
def test_the_difference_names_every_line_that_differs(mine: drafts.Body, other: drafts.Body) -> None:
    """Two versions differ in nothing only if they have the same lines and ratings."""
    found = drafts.difference(mine, other)
    same_lines = {line["id"]: line for line in mine["lines"]} == {line["id"]: line for line in other["lines"]}
    assert (not found["mine"] and not found["other"]) == same_lines
    assert (not found["ratings"]) == (mine["ratings"] == other["ratings"])


@given(bodies())
def test_under_a_changed_scorecard_no_line_is_dropped(body: drafts.Body) -> None:
    """When a criterion leaves the stage its lines are unfiled, not dropped, and the body is valid again."""
    left = {"framing": ("first-week",)}
    fitted = drafts.fitted(body, left)
    assert [line["text"] for line in fitted["lines"]] == [line["text"] for line in body["lines"]]
    assert drafts.clean(fitted, left) == fitted
    assert set(fitted["ratings"]) <= {"framing"}


def said(body: drafts.Body, criterion: str) -> bool:
    """Whether anything with words stands under a criterion."""
    return any(drafts.says_something(line["text"]) for line in drafts.evidence_on(body, criterion))


@given(bodies())
def test_nothing_is_missing_only_when_every_level_has_evidence(body: drafts.Body) -> None:
    """Without gaps each criterion has a level with evidence or a kind of missing."""
    missing = {gap.criterion: gap.kind for gap in drafts.gaps(body, QUESTIONS)}
    for criterion in QUESTIONS:
        value = body["ratings"].get(criterion)
        if criterion not in missing:
            assert value in drafts.MISSING or said(body, criterion)
        elif missing[criterion] == "rating":
            assert value is None
        else:
            assert value in drafts.LEVELS
            assert not said(body, criterion)


@pytest.mark.parametrize(
    "body",
    [
        {"lines": [a_line(criterion="collaboration")]},
        {"lines": [a_line(criterion="framing", question="last-incident")]},
        {"lines": [a_line(question="vague-brief")]},
        {"lines": [a_line(prompted="maybe")]},
        {"lines": [a_line(direction="up")]},
        {"lines": [a_line(at="yesterday")]},
        {"lines": [a_line(at="2026-01-01T10:00:00")]},
        {"lines": [a_line(id="../x")]},
        {"lines": [a_line(), a_line()]},
        {"lines": [a_line(author=7)]},
        {"lines": [a_line(text="x" * (drafts.LINE_LENGTH + 1))]},
        {"lines": [a_line(id=str(number)) for number in range(drafts.LINES + 1)]},
        {"ratings": {"framing": 0}},
        {"ratings": {"framing": 6}},
        {"ratings": {"framing": True}},
        {"ratings": {"framing": "3"}},
        {"ratings": {"framing": "skipped"}},
        {"ratings": {"collaboration": 3}},
        {"note": "x" * (drafts.NOTE_LENGTH + 1)},
        {"recommendation": "yes"},
        [],
    ],
)
def test_what_does_not_fit_is_refused(body: Any) -> None:
    """Unknown criteria, questions, tags, ids, times, levels and sizes are refused with a sentence."""
    with pytest.raises(drafts.BadDraft, match=r"\.$"):
        drafts.clean(body, QUESTIONS)


def test_blank_lines_fall_away_and_a_null_rating_is_none() -> None:
    """A line of spaces is no evidence, and null is no rating."""
    body = drafts.clean({"lines": [a_line(text=" \n")], "ratings": {"framing": None}}, QUESTIONS)
    assert body == drafts.empty()


@pytest.mark.parametrize(
    ("text", "enough"), [(".", False), ("\u200b", False), ("…!", False), ("p99", True), ("是", True)]
)
def test_a_note_without_a_letter_or_figure_is_no_evidence(text: str, enough: bool) -> None:
    """A full stop or an invisible sign does not stand behind a level; words of any script do."""
    line = {"id": "a", "text": text, "criterion": "framing", "question": None}
    body = {"ratings": {"framing": 3}, "lines": [line]}
    assert (drafts.gaps(body, ["framing"]) == []) is enough

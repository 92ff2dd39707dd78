"""How findings are told: to people in 80 columns, as JSON, as SARIF, as annotations that no text can break out of."""

import json
import re
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from evenbar.lint import law
from evenbar.lint.checking import Findings, check
from evenbar.lint.protected import TOPICS
from evenbar.lint.report import Outcome
from evenbar.lint.report.as_annotations import as_annotations
from evenbar.lint.report.as_json import as_json
from evenbar.lint.report.as_sarif import as_sarif, uri
from evenbar.lint.report.as_text import as_text, summary
from evenbar.lint.rule import Edit, Finding, rules
from evenbar.scorecard.problem import Problem
from tests.lint.cards import WEAK
from tests.lint.sarif_part import LOG

TODAY = date(2026, 11, 24)
FINDING = Finding(
    rule="tool-name",
    severity="warning",
    file="cards/one.yaml",
    line=12,
    column=48,
    end_line=12,
    end_column=58,
    where="criteria/serving/anchors/3/summary",
    found="“TensorFlow” is a product.",
    instead="Write what is done.",
    why="Tools change.",
    strength="judgement",
    excerpt="      3: {summary: Has a very good record with TensorFlow.}",
    mark=(47, 57),
    quote="TensorFlow",
)
LAWFUL = replace(
    FINDING, severity="error", law=("EU: Directive 1 (2000) bars it.", "US: Act 2 (1964) bars it.")
)
BROKEN = Outcome(
    "cards/broken.yaml", problems=(Problem(3, 5, "title", "the title is missing.", "cards/broken.yaml"),)
)


def _outcome(*findings: Finding, accepted: tuple[tuple[Finding, str], ...] = ()) -> Outcome:
    return Outcome("cards/one.yaml", Findings("cards/one.yaml", findings, accepted))


def _real() -> Outcome:
    text = (
        WEAK
        + "suppress:\n  - {rule: tool-name, where: criteria/serving, because: The team runs nothing else.}\n"
    )
    return Outcome("weak.yaml", check(text, name="weak.yaml", today=TODAY))


def test_a_finding_is_told_with_its_line_what_to_write_and_why() -> None:
    """The words are underlined in the source line; then what is wrong, what to write, why with its strength."""
    assert list(as_text((_outcome(FINDING),)))[:6] == [
        "cards/one.yaml:12:48 tool-name (warning)",
        "   12 | 3: {summary: Has a very good record with TensorFlow.}",
        "      |                                          ^^^^^^^^^^",
        "  “TensorFlow” is a product.",
        "  Write: Write what is done.",
        "  Why: Tools change. (our judgement)",
    ]


def test_why_and_law_are_told_once_for_a_rule() -> None:
    """Later findings of the same rule are short; the law is dated and no advice."""
    text = "\n".join(as_text((_outcome(LAWFUL, LAWFUL),)))
    assert text.count("Why:") == text.count("Law:") == 1
    assert "       US: Act 2 (1964) bars it." in text
    assert "Statutes as looked up on 24 November 2026; this is no legal advice." in text
    assert "Statutes" not in "\n".join(as_text((_outcome(FINDING),)))


def test_the_last_line_counts() -> None:
    """Errors, warnings, notes, files, what is accepted, what could not be read, what --fix would mend."""
    fixable = replace(FINDING, edit=Edit("title", "Better"))
    note = replace(FINDING, severity="info")
    outcomes = (_outcome(LAWFUL, fixable, fixable, note, accepted=((FINDING, "We know."),)), BROKEN)
    assert summary(outcomes, left_out=2) == (
        "1 error, 2 warnings, 1 note in 1 file; 1 accepted with a reason; 1 file could not be read; "
        "2 other YAML files left out. --fix mends 2 of them. `evenbar rule NAME` explains a rule."
    )
    assert summary((_outcome(),)) == "Nothing found in 1 file."


@pytest.mark.parametrize("column", [1, 40, 79, 200, 390])
@pytest.mark.parametrize("width", [1, 30, 300])
def test_long_lines_are_cut_around_the_words(column: int, width: int) -> None:
    """Whatever the place and length of the words, a line fits and the underline stands under their beginning."""
    excerpt = "".join(chr(97 + number % 26) for number in range(400))
    end = min(400, column - 1 + width)
    lines = list(
        as_text((_outcome(replace(FINDING, column=column, excerpt=excerpt, mark=(column - 1, end))),))
    )
    source, underline = lines[1:3]
    assert max(len(line) for line in lines) <= 79
    begins = underline.index("^")
    assert source[begins] in (excerpt[column - 1], "…")
    assert set(underline[begins:]) == {"^"}


def test_everything_fits_a_terminal() -> None:
    """A real scorecard's findings, in 80 columns."""
    assert max(len(line) for line in as_text((_real(), BROKEN))) < 80


def test_no_text_of_a_scorecard_reaches_the_terminal_as_a_command() -> None:
    """Control signs are replaced, in the excerpt and in the sentence."""
    nasty = replace(FINDING, excerpt="title: \x1b[31mred\u202e", found="“\x1b[2J” is a product.")
    text = "\n".join(as_text((_outcome(nasty),)))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "title: \ufffd[31mred" in text


def test_json_has_the_keys_that_the_documentation_lists() -> None:
    """The keys are stable."""
    told = json.loads(json.dumps(as_json((_real(), BROKEN))))
    assert list(told) == ["version", "files", "summary", "law_checked"]
    assert list(told["summary"]) == ["errors", "warnings", "notes"]
    assert told["law_checked"] == "2026-11-24"
    first, broken = told["files"]
    assert list(first) == ["file", "findings", "accepted", "more", "problems"]
    keys = (
        "rule family severity line column end_line end_column path quote found instead why strength law fix"
    )
    assert " ".join(first["findings"][0]) == keys
    assert [accepted["because"] for accepted in first["accepted"]] == ["The team runs nothing else."]
    assert broken["problems"] == [
        {"line": 3, "column": 5, "path": "title", "message": "the title is missing."}
    ]
    assert sum(told["summary"].values()) == len(first["findings"])


def test_json_tells_the_fix() -> None:
    """A safe edit is a path and the whole new text, null to take away."""
    told = as_json((_outcome(replace(FINDING, edit=Edit("suppress/0", None)), FINDING),))
    assert [finding["fix"] for finding in told["files"][0]["findings"]] == [
        {"path": "suppress/0", "text": None},
        None,
    ]


def test_sarif_validates() -> None:
    """Against the part of the schema that is written down beside this file."""
    log = json.loads(json.dumps(as_sarif((_real(), BROKEN))))
    jsonschema.Draft202012Validator.check_schema(LOG)
    jsonschema.validate(log, LOG)
    [run] = log["runs"]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert names == list(rules())
    assert all(names[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert (
        len({json.dumps(result["partialFingerprints"]) for result in run["results"]})
        > len(run["results"]) // 2
    )
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]] == [
        "the title is missing."
    ]


def test_the_part_of_the_schema_refuses_what_is_no_sarif() -> None:
    """A test that cannot fail is none."""
    for breaking in (
        lambda log: log.update(version="2.0.0"),
        lambda log: log["runs"][0]["results"][0].pop("message"),
        lambda log: log["runs"][0]["results"][0].update(level="info"),
        lambda log: log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"].update(
            startLine=0
        ),
        lambda log: log["runs"][0]["tool"].pop("driver"),
    ):
        log = json.loads(json.dumps(as_sarif((_real(),))))
        jsonschema.validate(log, LOG)
        breaking(log)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(log, LOG)


def test_sarif_keeps_accepted_findings_with_their_reason() -> None:
    """They are results that are suppressed in the source; without problems the run succeeded."""
    [run] = as_sarif((_outcome(FINDING, accepted=((LAWFUL, "We know."), (LAWFUL, ""))),))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is True
    assert [result.get("suppressions") for result in run["results"]] == [
        None,
        [{"kind": "inSource", "justification": "We know."}],
        [{"kind": "inSource"}],
    ]
    assert [result["level"] for result in run["results"]] == ["warning", "error", "error"]
    assert "Directive 1 (2000)" in run["results"][1]["message"]["text"]


@pytest.mark.parametrize(
    ("file", "reference"),
    [
        ("./cards/one.yaml", "cards/one.yaml"),
        ("cards\\one two.yaml", "cards/one%20two.yaml"),
        ("standard input", "standard%20input"),
        ("/tmp/a#b?.yaml", "file:///tmp/a%23b%3F.yaml"),
        ("Stellen/Prüfung.yaml", "Stellen/Pr%C3%BCfung.yaml"),
    ],
)
def test_a_files_name_becomes_a_reference(file: str, reference: str) -> None:
    """Spaces and signs are escaped, slashes go forward."""
    assert uri(file) == reference


def test_annotations_name_level_place_and_rule() -> None:
    """One line a finding, and one for each problem."""
    lines = list(as_annotations((_outcome(FINDING), BROKEN)))
    assert lines == [
        "::warning file=cards/one.yaml,line=12,endLine=12,col=48,endColumn=57,title=tool-name"
        "::“TensorFlow” is a product.%0AWrite: Write what is done.",
        "::error file=cards/broken.yaml,line=3,col=5,title=unreadable::the title is missing.",
    ]


def test_no_text_of_a_scorecard_begins_an_annotation_of_its_own() -> None:
    """Line breaks, percent signs, and in properties commas and colons, are escaped."""
    nasty = replace(
        FINDING, found="x\r\n::error file=a::100%\n::stop-commands::x", severity="info", end_line=14
    )
    outcome = Outcome("a,b:c%\n.yaml", Findings("a", (nasty,)))
    [line] = as_annotations((outcome,))
    assert line.startswith(
        "::notice file=a%2Cb%3Ac%25%0A.yaml,line=12,endLine=14,title=tool-name::x%0D%0A::error"
    )
    assert "100%25%0A::stop" in line
    assert not re.search(r"[\r\n]", line)


def test_the_law_is_dated_and_by_jurisdiction() -> None:
    """Every entry names jurisdiction, statute, year and what it says in one clause, and was looked up."""
    assert law.checked() == TODAY
    for topic, statutes in law.topics().items():
        assert statutes, topic
        assert len({(each.jurisdiction, each.statute) for each in statutes}) == len(statutes), topic
        for statute in statutes:
            assert 1900 < statute.year <= TODAY.year, statute
            assert statute.checked <= TODAY
            assert re.match(r"(bars|protects|counts|lets|treats) ", statute.says), statute
            assert not statute.says.endswith(".")
            assert f"({statute.year})" in str(statute)


def test_the_law_file_has_every_topic_that_a_finding_names() -> None:
    """And no other."""
    assert set(law.topics()) == set(TOPICS)


@pytest.mark.parametrize(
    ("topic", "jurisdiction", "statute"),
    [
        ("health", "Great Britain", "Equality Act s. 60"),
        ("health", "US", "42 U.S.C. 12112(d)"),
        ("salary", "California", "Labor Code 432.3"),
        ("salary", "EU", "2023/970"),
        ("origin", "EU", "2000/43/EC"),
        ("age", "US", "29 U.S.C. 623"),
        ("genetic", "US", "GINA"),
        ("religion", "Germany", "AGG"),
        ("record", "California", "Government Code 12952"),
        ("union", "US", "29 U.S.C. 158(a)(3)"),
    ],
)
def test_well_known_statutes_are_there(topic: str, jurisdiction: str, statute: str) -> None:
    """A few that nobody should miss."""
    assert any(each.jurisdiction == jurisdiction and statute in each.statute for each in law.topics()[topic])

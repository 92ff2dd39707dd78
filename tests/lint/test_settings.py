"""The team's file: what it may say, and one sentence with file and key for what it may not."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evenbar.lint import team
from evenbar.lint.checking import check
from evenbar.lint.limits import DEFAULTS
from evenbar.lint.team import MOST_BYTES, Unusable, Wishes, settings_of
from evenbar.lint.wording import text_of
from tests.lint.cards import WEAK

WHOLE = b"""\
[lint]
select = ["questions", "tool-name"]
ignore = ["suppression"]
today = 2027-03-01

[lint.severity]
tool-name = "error"
unknown-rule = "off"

[lint.words]
tools = ["Featherbase", "big feather", "/feather(base|store)/ @feather*", "! feather pen"]

[lint.limits]
raters = 3
criteria = 6
"""


def test_a_whole_file_is_taken() -> None:
    """Every section reaches the settings."""
    settings = settings_of(WHOLE)
    assert settings.select == ("questions", "tool-name")
    assert settings.ignore == ("suppression",)
    assert settings.today == date(2027, 3, 1)
    assert dict(settings.severity) == {"tool-name": "error", "unknown-rule": "off"}
    assert settings.language.words("tools").has("featherbase")
    assert settings.language.words("tools").has("tensorflow")
    assert (settings.limits.raters, settings.limits.criteria) == (3, 6)
    assert settings.limits.vetoes == DEFAULTS.vetoes


@pytest.mark.parametrize("text", [b"", b"[lint]\n", b"# nothing yet\n"])
def test_a_file_may_be_empty(text: bytes) -> None:
    """Nothing set is as Evenbar comes."""
    assert settings_of(text) == team.AS_IT_COMES


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[lint]\nselct = ["law"]', 'lint.selct is not a key of the file; did you mean "select"?'),
        ("[limits]\nraters = 3", 'limits is not a key of the file; did you mean "lint"?'),
        ("lint = 3", "lint must be a table, [lint], not 3."),
        ('[lint]\nselect = "law"', 'lint.select must be a list of texts in quotes, not "law".'),
        ("[lint]\nselect = [1]", "lint.select must be a list of texts in quotes, not [1]."),
        (
            '[lint]\nignore = ["tool-nam"]',
            'lint.ignore names "tool-nam", which is no rule or family; did you mean "tool-name"?',
        ),
        (
            '[lint]\ntoday = "2026-11-24"',
            'lint.today must be a date like 2026-11-24 without quotes, not "2026-11-24".',
        ),
        ("[lint]\ntoday = 2026-11-24T10:00:00", "lint.today must be a date like 2026-11-24 without quotes"),
        (
            '[lint.severity]\ntool-name = "loud"',
            'lint.severity.tool-name must be one of error, warning, info, off, not "loud".',
        ),
        (
            "[lint.severity]\ntool-name = true",
            "lint.severity.tool-name must be one of error, warning, info, off, not True.",
        ),
        (
            '[lint.severity]\ntool-nme = "off"',
            'lint.severity.tool-nme is not a rule; did you mean "tool-name"?',
        ),
        ('[lint.words]\ntols = ["x"]', 'lint.words.tols is not a word list; did you mean "tools"?'),
        ('[lint.words]\ntools = "x"', 'lint.words.tools must be a list of texts in quotes, not "x".'),
        (
            '[lint.words]\ntools = ["ok", "..."]',
            "lint.words.tools has a fault: entry 2: '...' has no word in it.",
        ),
        (
            '[lint.words]\ntools = ["/x"]',
            "lint.words.tools has a fault: entry 1: the pattern has no closing slash.",
        ),
        ('[lint.words]\ntools = ["/(x/"]', "lint.words.tools has a fault: the pattern /(x/ cannot be read:"),
        ("[lint.limits]\nraters = 0", "lint.limits.raters must be a whole number from 1 to 1000, not 0."),
        ("[lint.limits]\nraters = 2.5", "lint.limits.raters must be a whole number from 1 to 1000, not 2.5."),
        (
            "[lint.limits]\nraters = true",
            "lint.limits.raters must be a whole number from 1 to 1000, not True.",
        ),
        ("[lint.limits]\nrater = 2", 'lint.limits.rater is not a limit; did you mean "raters"?'),
        ("[lint\n", "is not TOML: expected ']' at the end of a table declaration (at line 1, column 6)."),
        ("[lint]\nselect = [" + "[" * 5000, "is not TOML:"),
    ],
)
def test_a_fault_is_one_sentence_with_file_and_key(text: str, sentence: str) -> None:
    """What is wrong, where, and the nearest right word."""
    with pytest.raises(Unusable) as unusable:
        settings_of(text.encode(), name="team/evenbar.toml")
    said = str(unusable.value)
    assert said.startswith("team/evenbar.toml")
    assert sentence in said
    assert "\n" not in said
    assert len(said) < 300


def test_a_file_that_is_too_large_or_no_text_is_refused() -> None:
    """Settings are small, and UTF-8."""
    for content in (b"#" * (MOST_BYTES + 1), b"[lint]\nselect = ['\xff']\n"):
        with pytest.raises(Unusable):
            settings_of(content)


def test_a_teams_words_belong_to_the_topic_that_they_name_or_to_none() -> None:
    """Not to the topic with which the list happens to end; a topic without statutes is one all the same."""
    text = '[lint.words]\nprotected-asked = ["hobby horse", "= pets", "who walks the dog"]\n'
    settings = settings_of(text.encode())
    listed = settings.language.words("protected-asked")
    for words, topic in (
        ("hobby horse", ""),
        ("Who walks the dog?", "pets"),
        ("Are you married?", "marital"),
    ):
        assert {match.topic for match in listed.matches(text_of(words))} == {topic}
    card = WEAK.replace("How old are you", "Who walks the dog")
    [finding] = check(card, settings=replace(settings, select=("protected-topic",))).found[-1:]
    assert (finding.quote, finding.law) == ("Who walks the dog", ())


def test_the_file_is_found_in_the_nearest_folder_above(tmp_path: Path) -> None:
    """The nearest one counts alone; without one, Evenbar is as it comes."""
    inner = tmp_path / "cards" / "ml"
    inner.mkdir(parents=True)
    assert team.found_above(inner) is None
    team.found_above.cache_clear()
    (tmp_path / team.FILE).write_text("[lint.limits]\nraters = 3\n", encoding="utf-8")
    assert Wishes().settings(inner).limits.raters == 3
    team.found_above.cache_clear()
    (tmp_path / "cards" / team.FILE).write_text("[lint.limits]\ncriteria = 6\n", encoding="utf-8")
    limits = Wishes().settings(inner).limits
    assert (limits.raters, limits.criteria) == (DEFAULTS.raters, 6)


def test_a_command_chooses_its_rules_instead_of_the_files_and_leaves_out_more(tmp_path: Path) -> None:
    """--select replaces, --ignore adds, --today wins, --config takes another file."""
    path = tmp_path / "other.toml"
    path.write_bytes(WHOLE)
    settings = Wishes(("law",), ("weights",), date(2028, 1, 1), path).settings(Path("/"))
    assert settings.select == ("law",)
    assert settings.ignore == ("suppression", "weights")
    assert settings.today == date(2028, 1, 1)
    assert Wishes(config=path).settings(Path("/")).select == ("questions", "tool-name")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """--config must name a file."""
    with pytest.raises(Unusable, match="cannot be read: no such file"):
        Wishes(config=tmp_path / "none.toml").settings(tmp_path)

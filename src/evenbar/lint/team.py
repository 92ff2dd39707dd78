"""``evenbar.toml``: what a team sets for all its scorecards, found from a file upward. A fault is one sentence.

[lint]
select = ["questions", "one-rater"]     # rules or families; without it all of them
ignore = ["tool-name"]
today = 2026-11-24                      # for tests: the day that review dates are compared with

[lint.severity]
opinion-question = "error"              # error, warning, info or off

[lint.words]
tools = ["Featherbase"]                 # more entries for a word list, as the lists write them

[lint.limits]
raters = 3
"""

import tomllib
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from evenbar.lint.limits import Limits
from evenbar.lint.rule import FAMILIES, SEVERITIES, rules
from evenbar.lint.settings import AS_IT_COMES, Settings
from evenbar.lint.wording import ENGLISH, proved
from evenbar.scorecard.suggesting import suggestion

FILE = "evenbar.toml"
MOST_BYTES = 200_000
_KEYS = ("select", "ignore", "today", "severity", "words", "limits")


class Unusable(ValueError):  # noqa: N818 - an answer, not a fault
    """Why a team's file cannot be used: one sentence with the file and the key."""


@cache
def found_above(folder: Path) -> Path | None:
    """The team's file in a folder or in the nearest folder above it."""
    return next((place / FILE for place in (folder, *folder.parents) if (place / FILE).is_file()), None)


@cache
def read(path: Path) -> Settings:
    """The settings in a team's file; Unusable with a sentence where it is none."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    return settings_of(content, name=str(path))


def settings_of(content: bytes, *, name: str = FILE) -> Settings:
    """The settings in a team's text; Unusable with a sentence where it has a fault."""
    if len(content) > MOST_BYTES:
        raise Unusable(f"{name} is larger than {MOST_BYTES // 1000} kB; settings are far smaller.")
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not UTF-8 text; save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unusable(f"{name} is not TOML: {_lower(str(error))}.") from None
    file = _File(name)
    file.known("", told, ("lint",))
    lint = file.table("lint", told.get("lint", {}))
    file.known("lint", lint, _KEYS)
    return Settings(
        select=file.chosen("lint.select", lint.get("select", [])),
        ignore=file.chosen("lint.ignore", lint.get("ignore", [])),
        severity=file.severities(file.table("lint.severity", lint.get("severity", {}))),
        words=file.words(file.table("lint.words", lint.get("words", {}))),
        limits=file.limits(file.table("lint.limits", lint.get("limits", {}))),
        today=file.day(lint.get("today")),
    )


def chosen_by(names: str, *, option: str) -> tuple[str, ...]:
    """Rules and families between commas, as an option gives them; Unusable where one does not exist."""
    return _File(option).chosen("", [name.strip() for name in names.split(",") if name.strip()])


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a command asks for, above the team's file: its rules instead of the file's, more of them left out."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    today: date | None = None
    config: Path | None = None

    def settings(self, folder: Path) -> Settings:
        """The settings for a file in a folder."""
        path = self.config or found_above(folder)
        told = read(path) if path else AS_IT_COMES
        return replace(
            told,
            select=self.select or told.select,
            ignore=told.ignore + self.ignore,
            today=self.today or told.today,
        )


class _File:
    """A team's file by its name, so that every sentence can begin with it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def wrong(self, key: str, message: str) -> Unusable:
        """The sentence on a key."""
        return Unusable(f"{self.name}: {key + ' ' if key else ''}{message}")

    def known(self, key: str, table: dict[str, Any], names: tuple[str, ...]) -> None:
        """Refuse a key that the format does not have."""
        for name in table:
            if name not in names:
                full = f"{key}.{name}" if key else name
                raise self.wrong(full, f"is not a key of the file{suggestion(name, names)}")

    def table(self, key: str, value: Any) -> dict[str, Any]:
        """A table of keys and values."""
        if not isinstance(value, dict):
            raise self.wrong(key, f"must be a table, [{key}], not {value!r}.")
        return value

    def texts(self, key: str, value: Any) -> list[str]:
        """A list of texts."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f"must be a list of texts in quotes, not {_short(value)}.")
        return value

    def chosen(self, key: str, value: Any) -> tuple[str, ...]:
        """Names of rules or families."""
        options = {*rules(), *FAMILIES}
        for name in self.texts(key, value):
            if name not in options:
                raise self.wrong(
                    key, f"names {_short(name)}, which is no rule or family{suggestion(name, options)}"
                )
        return tuple(value)

    def severities(self, table: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
        """A severity for each rule that is named."""
        options = (*SEVERITIES, "off")
        for name, value in table.items():
            if name not in rules():
                raise self.wrong(f"lint.severity.{name}", f"is not a rule{suggestion(name, rules())}")
            if value not in options:
                words = f"must be one of {', '.join(options)}, not {_short(value)}."
                raise self.wrong(f"lint.severity.{name}", words)
        return tuple(sorted(table.items()))

    def words(self, table: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """More entries for word lists."""
        for name, value in table.items():
            key = f"lint.words.{name}"
            if name not in ENGLISH.names():
                raise self.wrong(key, f"is not a word list{suggestion(name, ENGLISH.names())}")
            entries = self.texts(key, value)
            try:
                proved(entries)
            except ValueError as error:
                raise self.wrong(key, "has a fault: " + str(error).replace("line", "entry", 1)) from None
        return tuple(sorted((name, tuple(value)) for name, value in table.items()))

    def limits(self, table: dict[str, Any]) -> Limits:
        """Counts of the team's own."""
        ranges = {each.name: (each.metadata["low"], each.metadata["high"]) for each in fields(Limits)}
        for name, value in table.items():
            key = f"lint.limits.{name}"
            if name not in ranges:
                raise self.wrong(key, f"is not a limit{suggestion(name, ranges)}")
            low, high = ranges[name]
            if type(value) is not int or not low <= value <= high:
                raise self.wrong(key, f"must be a whole number from {low} to {high}, not {_short(value)}.")
        return replace(AS_IT_COMES.limits, **table)

    def day(self, value: Any) -> date | None:
        """The day that counts as today."""
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise self.wrong("lint.today", f"must be a date like 2026-11-24 without quotes, not {_short(value)}.")


def _short(value: Any) -> str:
    shown = value if isinstance(value, str) else repr(value)
    short = shown if len(shown) <= 40 else shown[:39] + "…"
    return f'"{short}"' if isinstance(value, str) else short


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:].rstrip(".")

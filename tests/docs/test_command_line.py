"""The page on the command line has a section for every command, which names every option; and no section more."""

import re
from typing import Any

import pytest
import typer

from evenbar.cli import app
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
OF_EVERY_COMMAND = {"--help"}


def commands(command: Any, name: str) -> dict[str, Any]:
    """Every command that does something, by its full name."""
    inner = getattr(command, "commands", {})
    found = {} if inner else {name: command}
    for part, child in inner.items():
        found |= commands(child, f"{name} {part}")
    return found


COMMANDS = commands(typer.main.get_command(app), "evenbar")


def sections(page: str) -> dict[str, str]:
    """The text of each command's section, by the command's name without its arguments."""
    parts = re.findall(r"^### `(evenbar[a-z -]*[a-z])[^`]*`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    return dict(parts)


def options(command: Any) -> set[str]:
    """The options of a command, in their long form."""
    given = {
        option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]
    }
    return {option for option in given if option.startswith("--")} - OF_EVERY_COMMAND


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert set(sections(PAGE)) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_named_in_its_section(name: str) -> None:
    told = set(re.findall(r"--[a-z][a-z-]*", sections(PAGE)[name]))
    assert told == options(COMMANDS[name])


def test_a_section_ends_where_the_next_begins() -> None:
    page = "### `evenbar a b FILE`\nDoes `--x`.\n\n### `evenbar c`\nDoes `--y`.\n\n## Other\n`--z`\n"
    assert sections(page) == {"evenbar a b": "Does `--x`.\n\n", "evenbar c": "Does `--y`.\n\n"}

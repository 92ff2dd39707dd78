"""The bell at the door: the ``evenbar`` command. It finds the command and rings; the rooms do the work.

Each file here adds its commands to ``app`` and imports what they need only when one runs, so that help and
short commands answer at once.
"""

import sys
from collections.abc import Sequence
from typing import Any

import typer

from evenbar import __version__
from evenbar.cli import backup, imports, lint, measure, operations, scorecard, serve
from evenbar.cli.answers import quiet_pipe, refuse

# The parser's own base class of every wrong use; typer carries its parser inside and does not export it.
_WRONG_USE: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)

app = typer.Typer(
    name="evenbar",
    help="Hire machine-learning engineers on evidence.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(scorecard.app, name="scorecard")
app.command("lint")(lint.lint)
app.command("rule")(lint.rule)
app.add_typer(imports.app, name="import")
app.add_typer(measure.app, name="measure")
app.command("serve")(serve.serve)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(operations.users, name="user")
app.add_typer(operations.ledger, name="ledger")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _door(
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=_show_version, help="Say which version."
    ),
) -> None:
    """Hire machine-learning engineers on evidence."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exit status: 0 fine, 1 the answer is no, 2 wrong use or unusable input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with quiet_pipe():
            status = _run(given or ["--help"])
    except _WRONG_USE as error:
        status = refuse(_sentence(error))
    except (typer.Abort, KeyboardInterrupt):
        status = refuse("stopped.")
    sys.exit(status if isinstance(status, int) else 0)


def _run(given: list[str]) -> Any:
    """Run one command by the parser of options, which `evenbar lint PATH...` does not need and so starts sooner."""
    command, *paths = given
    if command == "lint" and paths and not any(path.startswith("-") and path != "-" for path in paths):
        return lint.of_paths(paths)
    return app(args=given, prog_name="evenbar", standalone_mode=False)


def _sentence(error: Any) -> str:
    """What was wrong with the use of a command, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "evenbar"
    message = error.format_message()
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} `{command} --help` says more."

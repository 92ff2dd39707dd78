"""Every command under its name: a file of this room adds its own here, a line each.

``run`` hands the arguments to the parser of options and says what was wrong with their use.
"""

from typing import Any

import typer

from evenbar import __version__
from evenbar.cli import backup, imports, lint, measure, operations, scorecard, serve, work, worksample
from evenbar.cli.answers import refuse

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
app.add_typer(worksample.app, name="worksample")
app.command("serve")(serve.serve)
app.command("work")(work.work)
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


def run(given: list[str]) -> Any:
    """Run one command; its exit status."""
    try:
        return app(args=given, prog_name="evenbar", standalone_mode=False)
    except _WRONG_USE as error:
        return refuse(_sentence(error))
    except typer.Abort:
        return refuse("stopped.")


def _sentence(error: Any) -> str:
    """What was wrong with the use of a command, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "evenbar"
    message = error.format_message()
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} `{command} --help` says more."

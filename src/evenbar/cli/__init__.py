"""The bell at the door: the ``evenbar`` command. It finds the command and rings; the rooms do the work.

The commands stand in ``commands``. Each file here adds its own and imports what it needs only when one runs, so
that help and short commands answer at once.
"""

import sys
from collections.abc import Sequence
from typing import Any

from evenbar.cli.answers import quiet_pipe, refuse


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exit status: 0 fine, 1 the answer is no, 2 wrong use or unusable input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with quiet_pipe():
            status = _run(given or ["--help"])
    except KeyboardInterrupt:
        status = refuse("stopped.")
    sys.exit(status if isinstance(status, int) else 0)


def _run(given: list[str]) -> Any:
    """Run one command by the parser of options, which `evenbar lint PATH...` does not need and so starts sooner."""
    command, *paths = given
    if command == "lint" and paths and not any(path.startswith("-") and path != "-" for path in paths):
        from evenbar.cli import lint

        return lint.of_paths(paths)
    from evenbar.cli import commands

    return commands.run(given)


def __getattr__(name: str) -> Any:
    """``app``, built when somebody asks for it."""
    if name != "app":
        raise AttributeError(name)
    from evenbar.cli import commands

    return commands.app

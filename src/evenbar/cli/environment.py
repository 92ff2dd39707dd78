"""What the commands need before Django starts: the data folder, the keys kept in it, the settings' variables.

Keys: EVENBAR_SECRET_KEY and EVENBAR_LEDGER_KEY win. Where they are not set, `evenbar serve` writes DATA/secret and
DATA/ledger-key once, readable by their owner alone, and every other command reads them.
"""

import fcntl
import functools
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec

import typer

from evenbar.cli.answers import refuse

DATA_OPTION = typer.Option(
    "--data", envvar="EVENBAR_DATA", show_envvar=False, help="The folder that the store and its keys are in."
)
KEPT = {"EVENBAR_SECRET_KEY": "secret", "EVENBAR_LEDGER_KEY": "ledger-key"}
RULES = "evenbar.toml"  # the organisation's rules of the proof-reader
LOCK = "serving.lock"
P = ParamSpec("P")


class Unusable(Exception):  # noqa: N818 - an answer, not a fault
    """Why a command cannot go on: one sentence for the terminal."""


def answering(command: Callable[P, int]) -> Callable[P, int]:
    """Turn what a command cannot do into its sentence on stderr and exit status 2."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        from django.core.exceptions import ImproperlyConfigured
        from django.db import DatabaseError

        from evenbar.panel.refusal import Refused

        try:
            return command(*args, **kwargs)
        except (Unusable, Refused, ImproperlyConfigured) as error:
            return refuse(str(error))
        except DatabaseError as error:
            return refuse(f"the database did not answer as it should: {error}")
        except PermissionError as error:
            return refuse(f"{error.filename} may not be read or written by this user.")
        except OSError as error:
            if error.filename is None:
                raise
            return refuse(f"{error.filename} cannot be used: {(error.strerror or str(error)).lower()}.")

    return run


def enter(data: Path, *, create: bool = False, keys: bool = True) -> Path:
    """Point the settings at a data folder and read its keys; `create` makes what is missing."""
    data = data.resolve()
    if create and data.exists() and not data.is_dir():
        raise Unusable(f"{data} is not a folder. Name a folder with --data.")
    if create:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not data.is_dir() and "DATABASE_URL" not in os.environ:
        raise Unusable(
            f"there is no store in {data}. Name its folder with --data, or begin with `evenbar serve`."
        )
    os.environ["EVENBAR_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "evenbar.panel.settings"
    if keys:
        read_keys(data, create=create)
    return data


def read_keys(data: Path, *, create: bool = False) -> None:
    """Set the key variables from the files in the folder where the environment does not."""
    given = bool(os.environ.get("EVENBAR_SECRET_KEY"))
    for variable, name in KEPT.items():
        if os.environ.get(variable):
            continue
        path = data / name
        # A secret from the environment brings its own ledger key with it, unless one was kept here before.
        if not path.exists() and create and not given:
            write_private(path, secrets.token_urlsafe(48))
        if path.exists():
            os.environ[variable] = path.read_text(encoding="ascii").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, whole or not at all."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def start_django() -> None:
    """Load the settings and the apps."""
    import django

    django.setup()


def enter_existing(data: Path) -> Path:
    """Enter a folder whose store exists and has the tables that this version knows."""
    data = enter(data)
    start_django()
    from django.conf import settings
    from django.db import connection

    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite" and not Path(database["NAME"]).exists():
        raise Unusable(
            f"there is no store in {data}. Name its folder with --data, or begin with `evenbar serve`."
        )
    if "people_user" not in connection.introspection.table_names():
        raise Unusable("this database holds no Evenbar store yet. Begin with `evenbar serve`.")
    return data


def hold_as_server(data: Path) -> None:
    """Keep a shared lock for as long as this process, or what it becomes, lives."""
    handle = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(handle, True)
    fcntl.flock(handle, fcntl.LOCK_SH)


@contextmanager
def while_nobody_serves(data: Path) -> Iterator[None]:
    """Refuse to go on while a server uses the folder, and let none start meanwhile."""
    handle = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Unusable(f"Evenbar is serving from {data}. Stop it first, then try again.") from error
    try:
        yield
    finally:
        os.close(handle)

"""PostgreSQL for the tests of backup: the server that ./run started, or a throw-away one of our own.

Where there is neither, that file is not collected, and ./run says that the tests on PostgreSQL are left out.
"""

import importlib.machinery
import importlib.util
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
STARTED = os.environ.get("EVENBAR_TEST_POSTGRES")


def door() -> ModuleType:
    """The ./run script as a module: it knows how to start a PostgreSQL server."""
    loader = importlib.machinery.SourceFileLoader("door_of_cli_tests", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


collect_ignore = [] if STARTED or door().postgres_bin() else ["test_backup_postgresql.py"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server's own database."""
    if STARTED:
        yield STARTED
        return
    with door().postgres(durable=False) as address:
        yield address


def _fresh_database(postgres_server: str) -> Iterator[str]:
    """The address of a fresh, empty database, dropped afterwards."""
    name = f"evenbar_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgres_server.rsplit("/", 1)[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


postgres_database = pytest.fixture(_fresh_database)
other_postgres_database = pytest.fixture(_fresh_database)

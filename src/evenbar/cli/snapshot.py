"""A copy of the store as it was at one moment, taken while it is served, and what the copy holds.

SQLite is copied by its own backup interface, PostgreSQL by pg_dump; both read one snapshot and stop no writer. Sessions
and rate limits stay out: a restored store begins with everybody signed out.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenbar.cli.environment import Unusable

FLEETING = ("django_session", "usersessions_usersession", "evenbar_cache")
Query = Callable[[str], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True)
class Contents:
    """What a store holds: rows a table, the migrations it has seen, the ledger's head."""

    rows: dict[str, int]
    migrations: list[str]
    ledger_number: int
    ledger_seal: str


def contents(query: Query, tables: Iterable[str]) -> Contents:
    """Count and read with whatever answers SQL."""
    rows = {table: int(next(iter(query(f'SELECT count(*) FROM "{table}"')))[0]) for table in tables}  # noqa: S608
    seen = query("SELECT app, name FROM django_migrations ORDER BY app, name")
    number, seal = next(iter(query("SELECT number, seal FROM ledger_head WHERE id = 1")), (0, ""))
    return Contents(
        rows=rows, migrations=[f"{app}.{name}" for app, name in seen], ledger_number=number, ledger_seal=seal
    )


def lasting_tables() -> list[str]:
    """The tables of this version that a backup keeps."""
    from django.apps import apps

    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(every - set(FLEETING))


def copy_sqlite(source: Path, target: Path) -> Contents:
    """Copy an embedded store in one step under one read lock, into a single file without sessions."""
    with closing(sqlite3.connect(source, timeout=20)) as store, closing(sqlite3.connect(target)) as copy:
        store.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        for table in FLEETING:
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
        copy.commit()
        copy.execute("VACUUM")
        return contents(copy.execute, lasting_tables())


def contents_of_sqlite(path: Path, tables: Iterable[str]) -> Contents:
    """Read a copy, refusing one that SQLite itself finds damaged."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if said != "ok":
                raise Unusable(f"the store in the backup is damaged: {said}. Nothing was changed.")
            present = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return contents(copy.execute, sorted(present & set(tables)))
    except sqlite3.DatabaseError as error:
        raise Unusable(f"the store in the backup is damaged: {error}. Nothing was changed.") from error


def dump_postgresql(target: Path) -> Contents:
    """Dump a PostgreSQL store and read its contents from the same snapshot."""
    from django.db import connection, transaction

    program = postgresql_program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        found = contents(_answers(cursor), lasting_tables())
        without = [f"--exclude-table-data={table}" for table in FLEETING]
        options = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={target}",
        ]
        run_postgresql([program, *options, *without])
    return found


def contents_of_postgresql(tables: Iterable[str]) -> Contents:
    """What the PostgreSQL store holds now."""
    from django.db import connection

    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        return contents(_answers(cursor), sorted(present & set(tables)))


def load_postgresql(dump: Path) -> None:
    """Replace the PostgreSQL store by a dump, in one transaction: all of it or nothing."""
    from django.db import connection

    program = postgresql_program("pg_restore")
    connection.close()
    options = [
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
    ]
    database = connection.settings_dict["NAME"]
    run_postgresql([program, *options, f"--dbname={database}", str(dump)])


def postgresql_program(name: str) -> str:
    """The path of a PostgreSQL client program, or one sentence."""
    found = shutil.which(name)
    if found is None:
        raise Unusable(f"{name} is not installed. Install PostgreSQL's client programs and try again.")
    return found


def run_postgresql(command: list[str]) -> None:
    """Run a client program on the store's address; the password goes by the environment, not by the command line."""
    from django.db import connection

    settings = connection.settings_dict
    variables = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGSSLMODE": settings["OPTIONS"].get("sslmode", ""),
    }
    environment = os.environ | {name: str(value) for name, value in variables.items() if value}
    done = subprocess.run(  # noqa: S603 - the client program that was asked for
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Unusable(f"{Path(command[0]).name} failed: {said}")


def _answers(cursor: Any) -> Query:
    def query(statement: str) -> list[tuple[Any, ...]]:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    return query

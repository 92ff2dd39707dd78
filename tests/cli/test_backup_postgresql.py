"""Backup and restore of a PostgreSQL store: one snapshot, all or nothing, verified by rows and ledger."""

import json
import zipfile
from pathlib import Path

import psycopg
import pytest

from tests.cli.serving import evenbar
from tests.cli.stores import being_written, fingerprint, make_store
from tests.cli.test_backup import manifest_with, rewritten


@pytest.fixture
def store(tmp_path: Path, postgres_database: str) -> Path:
    """A folder with keys whose store is in PostgreSQL."""
    return make_store(tmp_path / "data", DATABASE_URL=postgres_database)


def test_a_backup_restores_to_the_same_rows_in_another_database(
    store: Path, tmp_path: Path, postgres_database: str, other_postgres_database: str
) -> None:
    """Every row is there, the ledger holds, nobody is signed in; a second restore needs --force and keeps a copy."""
    assert not list(store.glob("*.sqlite3"))
    file, elsewhere = tmp_path / "evenbar.zip", tmp_path / "elsewhere"
    before = fingerprint(store, DATABASE_URL=postgres_database)
    written = evenbar("backup", str(file), "--data", str(store), DATABASE_URL=postgres_database)
    assert written.returncode == 0, written.stderr
    words = ["restore", str(file), "--data", str(elsewhere)]
    restored = evenbar(*words, DATABASE_URL=other_postgres_database)
    assert restored.returncode == 0, restored.stderr
    assert fingerprint(elsewhere, DATABASE_URL=other_postgres_database) == before
    verified = evenbar(
        "ledger", "verify", "--json", "--data", str(elsewhere), DATABASE_URL=other_postgres_database
    )
    assert json.loads(verified.stdout)["lines"] == 12
    with psycopg.connect(other_postgres_database) as connection:
        assert connection.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
    again = evenbar(*words, DATABASE_URL=other_postgres_database)
    assert again.returncode == 2
    assert "is not empty" in again.stderr
    forced = evenbar(*words, "--force", DATABASE_URL=other_postgres_database)
    assert forced.returncode == 0, forced.stderr
    [kept] = elsewhere.glob("before-restore-*/store.pgdump")
    assert kept.stat().st_size > 0


def test_a_backup_while_it_is_written_is_one_moment(
    store: Path, tmp_path: Path, postgres_database: str, other_postgres_database: str
) -> None:
    """While another process writes without pause the dump and its manifest are of the same moment."""
    file = tmp_path / "evenbar.zip"
    with being_written(store, DATABASE_URL=postgres_database):
        written = evenbar("backup", str(file), "--data", str(store), DATABASE_URL=postgres_database)
        assert written.returncode == 0, written.stderr
    elsewhere = str(tmp_path / "elsewhere")
    restored = evenbar("restore", str(file), "--data", elsewhere, DATABASE_URL=other_postgres_database)
    assert restored.returncode == 0, restored.stderr


def test_what_does_not_fit_changes_nothing(store: Path, tmp_path: Path, postgres_database: str) -> None:
    """A damaged dump, a backup of SQLite, and a missing pg_dump get one sentence; the rows stay as they are."""
    file = tmp_path / "evenbar.zip"
    variables = {"DATABASE_URL": postgres_database}
    assert evenbar("backup", str(file), "--data", str(store), **variables).returncode == 0
    before = fingerprint(store, **variables)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-200])
    torn = rewritten(
        file, tmp_path / "torn.zip", lambda name, text: text[:-9] if name == "store.pgdump" else text
    )
    later = rewritten(file, tmp_path / "later.zip", manifest_with(migrations=["people.9999_later"]))
    for bad in (cut, torn, later):
        refused = evenbar("restore", str(bad), "--data", str(store), "--force", **variables)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
    elsewhere = evenbar("restore", str(file), "--data", str(tmp_path / "sqlite"))
    assert elsewhere.returncode == 2
    assert "this backup is of postgresql, but the store here is sqlite" in elsewhere.stderr
    without = evenbar("backup", str(tmp_path / "b.zip"), "--data", str(store), PATH="/nowhere", **variables)
    assert without.returncode == 2
    assert "pg_dump is not installed" in without.stderr
    assert not (tmp_path / "b.zip").exists()
    assert fingerprint(store, **variables) == before


def test_the_password_of_the_database_is_not_in_the_file(
    store: Path, tmp_path: Path, postgres_database: str
) -> None:
    """Neither the manifest nor the dump holds the address of the database."""
    file = tmp_path / "evenbar.zip"
    evenbar("backup", str(file), "--data", str(store), DATABASE_URL=postgres_database)
    password = postgres_database.split(":")[2].split("@", maxsplit=1)[0].encode()
    with zipfile.ZipFile(file) as bundle:
        assert all(password not in bundle.read(name) for name in bundle.namelist())


def test_an_unreachable_database_gets_one_sentence(tmp_path: Path) -> None:
    """Nothing listens there: said in one line."""
    (tmp_path / "data").mkdir()
    done = evenbar(
        "user", "list", "--data", str(tmp_path / "data"), DATABASE_URL="postgresql://a:b@127.0.0.1:9/x"
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the database did not answer" in done.stderr

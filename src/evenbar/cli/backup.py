"""`evenbar backup` and `evenbar restore`: the store, its keys and the organisation's rules into one file, and back.

A backup is taken while the store is served. A restore checks everything before it changes anything, keeps what was
there before, and reads the ledger from its first line to its head afterwards.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from evenbar import __version__
from evenbar.cli import archive, environment, snapshot
from evenbar.cli.answers import AS_JSON, counted, give_json
from evenbar.cli.archive import Manifest
from evenbar.cli.environment import DATA_OPTION, RULES, Unusable

FileArgument = typer.Argument(metavar="FILE", help="The backup file.")


@environment.answering
def backup(
    file: Annotated[Path, FileArgument],
    data: Annotated[Path, DATA_OPTION] = Path("data"),
    as_json: Annotated[bool, AS_JSON] = False,
) -> int:
    """Write store, keys and rules into one private file, while it is served. The ledger says that it was done."""
    refuse_unfit_target(file)
    folder = environment.enter_existing(data)
    os.umask(0o077)
    from django.db import connection

    from evenbar.panel.ledger.actions import record_operation

    if connection.vendor == "postgresql":
        snapshot.postgresql_program("pg_dump")  # missing, it is said before the ledger says anything
    record_operation("store.backed-up")
    with tempfile.TemporaryDirectory(prefix=".evenbar-", dir=file.absolute().parent) as place:
        manifest, files = take(folder, Path(place))
        archive.write(file, manifest, files)
    say("Wrote", file, manifest, as_json=as_json)
    return 0


def refuse_unfit_target(file: Path) -> None:
    """A backup is a new file: an earlier one is worth more than a shorter command."""
    if file.is_dir():
        raise Unusable(f"{file} is a folder: name a file in it.")
    if file.exists():
        raise Unusable(f"{file} exists already: name another file, or take that one away first.")
    if not file.absolute().parent.is_dir():
        raise Unusable(f"{file} cannot be written: name a file in a folder that exists.")


def take(folder: Path, place: Path) -> tuple[Manifest, dict[str, Path]]:
    """Copy the store, the keys and the rules into a place of one's own, where nobody edits them, and describe them."""
    from django.conf import settings
    from django.db import connection

    engine = connection.vendor
    held_here = [name for name in archive.BESIDE if (folder / name).exists()]
    files = {name: Path(shutil.copy2(folder / name, place / name)) for name in held_here}
    store = place / ("store.sqlite3" if engine == "sqlite" else "store.pgdump")
    if engine == "sqlite":
        held = snapshot.copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), store)
    else:
        held = snapshot.dump_postgresql(store)
    files[store.name] = store
    manifest = Manifest(
        format=archive.FORMAT,
        version=__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=engine,
        parts={name: archive.part_of(path) for name, path in files.items()},
        rows=held.rows,
        migrations=held.migrations,
        ledger_number=held.ledger_number,
        ledger_seal=held.ledger_seal,
        ledger_key=name_of_key(),
    )
    return manifest, files


def name_of_key() -> str:
    """A digest that tells one ledger key from another and gives none away."""
    from evenbar.panel.ledger.chain import keyed

    return keyed("which key is this")[:16]


@environment.answering
def restore(
    file: Annotated[Path, FileArgument],
    data: Annotated[Path, DATA_OPTION] = Path("data"),
    force: Annotated[bool, typer.Option("--force", help="Replace a store in use; it is kept aside.")] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> int:
    """Put a backup in place of the store. Checks all of it first; a file that does not fit changes nothing."""
    os.umask(0o077)
    manifest = archive.read_manifest(file)
    made = not data.exists()
    folder = environment.enter(data, create=True, keys=False)
    try:
        with environment.while_nobody_serves(folder), unpacked(file, manifest, folder) as place:
            environment.read_keys(place)  # the keys of the backup, unless the environment brings its own
            environment.read_keys(folder)
            environment.start_django()
            check(manifest, place)
            refuse_to_overwrite(force=force)
            put_in_place(manifest, place, folder)
            check_afterwards(manifest)
    except BaseException:
        if made and not any(path.name != environment.LOCK for path in folder.iterdir()):
            shutil.rmtree(folder)
        raise
    say("Restored", file, manifest, as_json=as_json)
    return 0


@contextmanager
def unpacked(file: Path, manifest: Manifest, folder: Path) -> Iterator[Path]:
    """The parts of a backup in a folder beside the store, on the same disk, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder) as place:
        archive.unpack(file, manifest, Path(place))
        yield Path(place)


def check(manifest: Manifest, place: Path) -> None:
    """Everything that can be known before anything is changed."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    if manifest.engine != connection.vendor:
        raise Unusable(f"this backup is of {manifest.engine}, but the store here is {connection.vendor}.")
    if manifest.ledger_key != name_of_key():
        raise Unusable(
            "this backup takes another ledger key. Set EVENBAR_LEDGER_KEY to the one it was made with."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    if set(manifest.migrations) - known:
        raise Unusable(
            f"this backup was made by Evenbar {manifest.version}; this is {__version__}. Upgrade first."
        )
    if manifest.engine == "sqlite":
        check_contents(manifest, snapshot.contents_of_sqlite(place / manifest.store, manifest.rows))
        check_ledger_of(place / manifest.store)


def check_contents(manifest: Manifest, held: snapshot.Contents) -> None:
    """The rows and the ledger's head are those that the manifest names."""
    for table, rows in manifest.rows.items():
        if held.rows.get(table) != rows:
            raise Unusable(f"{table} should have {counted(rows, 'row')} and has {held.rows.get(table, 0)}.")
    if (held.ledger_number, held.ledger_seal) != (manifest.ledger_number, manifest.ledger_seal):
        raise Unusable("the ledger in the backup does not end where the manifest says.")


def check_ledger_of(store: Path) -> None:
    """Read the chain of a copy that is not in place yet."""
    from django.db import connections

    from evenbar.panel.ledger.verification import verify

    connections.databases["restoring"] = {
        **connections.databases["default"],
        "NAME": str(store),
        "OPTIONS": {},
    }
    try:
        result = verify(using="restoring")
    finally:
        connections["restoring"].close()
    if not result.holds:
        first = result.findings[0]
        raise Unusable(
            f"the ledger in the backup is broken: line {first.number} {first.sentence} Nothing was changed."
        )


def refuse_to_overwrite(*, force: bool) -> None:
    """A store that somebody has an account in is replaced only when that is meant."""
    from django.db import connection

    from evenbar.panel.people import visibility

    if not force and store_is_present() and not visibility.is_empty():
        raise Unusable(
            "the store here is not empty. Name another folder with --data, or --force to replace it."
        )
    connection.close()


def store_is_present() -> bool:
    """Whether there is a store with tables; asking SQLite itself would make an empty file."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return False
    return "people_user" in connection.introspection.table_names()


def put_in_place(manifest: Manifest, place: Path, folder: Path) -> None:
    """Keep aside what is there, then swap the store in one step and write the keys and the rules."""
    aside = keep_aside(manifest, folder)
    if manifest.engine == "sqlite":
        from django.conf import settings

        store = Path(settings.DATABASES["default"]["NAME"])
        store.parent.mkdir(parents=True, exist_ok=True)
        swap(place / manifest.store, store)
    else:
        snapshot.load_postgresql(place / manifest.store)
    for name in archive.BESIDE:
        if name in manifest.parts:
            (place / name).replace(folder / name)
    if aside:
        typer.echo(f"What was here before is kept in {aside}.", err=True)


def swap(fresh: Path, store: Path) -> None:
    """Put a file in another's place in one step, wherever both are."""
    beside = store.with_name(f".{store.name}.restoring")
    shutil.copyfile(fresh, beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(store)


def keep_aside(manifest: Manifest, folder: Path) -> Path | None:
    """A folder with the store, keys and rules of before; none where there was neither a store nor a rule."""
    from django.conf import settings
    from django.db import connection

    present = store_is_present()
    if not present and not (folder / RULES).exists():
        return None
    connection.close()
    sqlite = present and manifest.engine == "sqlite"
    store = Path(settings.DATABASES["default"]["NAME"]) if sqlite else None
    aside = (store.parent if store else folder) / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    if store:
        fold_journal(store)
        os.link(store, aside / store.name)
    elif present:
        snapshot.dump_postgresql(aside / "store.pgdump")
    for name in archive.BESIDE:
        if (folder / name).exists():
            shutil.copy2(folder / name, aside / name)
    return aside


def fold_journal(store: Path) -> None:
    """Bring SQLite's write-ahead log into the file: a log left beside a swapped store would be played into it."""
    import sqlite3

    with closing(sqlite3.connect(store, timeout=20)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise Unusable(f"another program uses {store}. Stop it first, then try again.")
    for suffix in ("-wal", "-shm"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)


def check_afterwards(manifest: Manifest) -> None:
    """Read what now stands in place: rows, head and the whole chain; bring its tables to this version."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from evenbar.panel.ledger.actions import record_operation
    from evenbar.panel.ledger.verification import verify

    if connection.vendor == "sqlite":
        held = snapshot.contents_of_sqlite(Path(settings.DATABASES["default"]["NAME"]), manifest.rows)
    else:
        held = snapshot.contents_of_postgresql(manifest.rows)
    check_contents(manifest, held)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    result = verify(expect=(manifest.ledger_number, manifest.ledger_seal) if manifest.ledger_number else None)
    if not result.holds:
        first = result.findings[0]
        raise Unusable(f"the restored ledger is broken: line {first.number} {first.sentence}")
    record_operation("store.restored", number=manifest.ledger_number)


def say(what: str, file: Path, manifest: Manifest, *, as_json: bool) -> None:
    """What the backup holds, for a person or a program."""
    rows, anchor = manifest.rows, f"{manifest.ledger_number}:{manifest.ledger_seal}"
    if as_json:
        give_json({"file": str(file), "made_at": manifest.made_at, "rows": rows, "ledger": anchor})
        return
    held = [
        counted(rows.get("people_user", 0), "account"),
        counted(rows.get("hiring_candidate", 0), "candidate"),
        counted(rows.get("interviewing_sealedscorecard", 0), "sealed scorecard"),
    ]
    typer.echo(f"{what} {file}: {', '.join(held)}; the ledger ends at line {manifest.ledger_number}.")
    if what == "Wrote" and "ledger-key" not in manifest.parts:
        typer.echo("The keys come from the environment and are not in it: keep those variables too.")

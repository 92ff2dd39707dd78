"""Backup and restore: complete, verified, private, and changing nothing when something does not fit."""

import json
import random
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from evenbar.cli import archive
from evenbar.cli.environment import Unusable
from tests.cli.serving import evenbar, serving
from tests.cli.stores import being_written, everything_in, fingerprint, make_store


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One store for the module; tests work on copies."""
    return make_store(tmp_path_factory.mktemp("template") / "data")


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Path:
    """A copy of the store."""
    return Path(shutil.copytree(template, tmp_path / "data"))


@pytest.fixture(scope="module")
def bundle(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good backup of the store."""
    folder = Path(shutil.copytree(template, tmp_path_factory.mktemp("source") / "data"))
    file = folder.parent / "good.zip"
    done = evenbar("backup", str(file), "--data", str(folder))
    assert done.returncode == 0, done.stderr
    return file


def test_a_backup_restores_to_the_same_rows_elsewhere(store: Path, tmp_path: Path) -> None:
    """Restored into an empty folder, every row is there, the ledger holds and tells of both; nobody is signed in."""
    file, elsewhere = tmp_path / "evenbar.zip", tmp_path / "elsewhere"
    before = fingerprint(store)
    written = evenbar("backup", str(file), "--data", str(store))
    assert written.returncode == 0, written.stderr
    assert "10 accounts, 1 candidate, 0 sealed scorecards; the ledger ends at line 11." in written.stdout
    restored = evenbar("restore", str(file), "--data", str(elsewhere))
    assert restored.returncode == 0, restored.stderr
    assert fingerprint(elsewhere) == before
    assert json.loads(evenbar("ledger", "verify", "--json", "--data", str(elsewhere)).stdout)["lines"] == 12
    assert (elsewhere / "ledger-key").read_text() == (store / "ledger-key").read_text()
    with closing(sqlite3.connect(elsewhere / "evenbar.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        actions = [
            row[0]
            for row in connection.execute("SELECT action FROM ledger_line ORDER BY number DESC LIMIT 2")
        ]
    assert actions == ["store.restored", "store.backed-up"]
    with closing(sqlite3.connect(store / "evenbar.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM django_session").fetchone() == (1,)


def test_a_backup_is_private(bundle: Path, tmp_path: Path) -> None:
    """The file and all that is restored from it can be read by their owner alone."""
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    folder = tmp_path / "data"
    evenbar("restore", str(bundle), "--data", str(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


RULES = '[lint.severity]\nvague-question = "note"\n'


def test_the_organisations_rules_come_back(store: Path, tmp_path: Path) -> None:
    """The rules of the proof-reader are in the file; what stood in their place before is kept aside, store or none."""
    (store / "evenbar.toml").write_text(RULES)
    file = tmp_path / "with-rules.zip"
    assert evenbar("backup", str(file), "--data", str(store)).returncode == 0
    (store / "evenbar.toml").write_text("# of another day\n")
    assert evenbar("restore", str(file), "--data", str(store), "--force").returncode == 0
    assert (store / "evenbar.toml").read_text() == RULES
    [aside] = store.glob("before-restore-*")
    assert (aside / "evenbar.toml").read_text() == "# of another day\n"
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "evenbar.toml").write_text("# written before the store came\n")
    done = evenbar("restore", str(file), "--data", str(fresh))
    assert done.returncode == 0, done.stderr
    assert (fresh / "evenbar.toml").read_text() == RULES
    [aside] = fresh.glob("before-restore-*")
    assert [path.name for path in aside.iterdir()] == ["evenbar.toml"]


def test_a_backup_without_rules_leaves_those_that_are_there(bundle: Path, tmp_path: Path) -> None:
    """A file of a store without rules, or of before they were held, takes none away."""
    with zipfile.ZipFile(bundle) as held:
        assert "evenbar.toml" not in held.namelist()
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "evenbar.toml").write_text(RULES)
    done = evenbar("restore", str(bundle), "--data", str(folder))
    assert done.returncode == 0, done.stderr
    assert (folder / "evenbar.toml").read_text() == RULES


@pytest.mark.kill
def test_a_backup_while_served_and_written_is_one_moment(store: Path, tmp_path: Path) -> None:
    """While another process writes without pause, three backups succeed, none stops the writer, each is whole."""
    lines = []
    with serving(store) as server, being_written(store):
        for number in range(3):
            file = tmp_path / f"{number}.zip"
            written = evenbar("backup", str(file), "--data", str(store), "--json")
            assert written.returncode == 0, written.stderr
            assert server.get("/account/login/")[0] == 200
            lines.append(int(json.loads(written.stdout)["ledger"].split(":")[0]))
    assert lines[0] < lines[1] < lines[2]
    for number in range(3):
        elsewhere = tmp_path / f"elsewhere{number}"
        restored = evenbar("restore", str(tmp_path / f"{number}.zip"), "--data", str(elsewhere))
        assert restored.returncode == 0, restored.stderr
        answer = json.loads(evenbar("ledger", "verify", "--json", "--data", str(elsewhere)).stdout)
        assert (answer["holds"], answer["lines"]) == (True, lines[number] + 1)


@pytest.mark.kill
def test_a_restored_store_serves(bundle: Path, tmp_path: Path) -> None:
    """The server starts on what was restored, and asks for no first administrator."""
    folder = tmp_path / "data"
    assert evenbar("restore", str(bundle), "--data", str(folder)).returncode == 0
    with serving(folder) as server:
        assert server.get("/account/login/")[0] == 200
        assert "/people/first/" not in server.log.read_text()


@pytest.mark.kill
def test_nothing_is_restored_under_a_running_server(bundle: Path, store: Path) -> None:
    """While the folder is served, a restore is refused, --force or not."""
    with serving(store):
        refused = evenbar("restore", str(bundle), "--data", str(store), "--force")
    assert refused.returncode == 2
    assert "is serving from" in refused.stderr


def test_a_store_in_use_is_replaced_only_by_force_and_kept_aside(bundle: Path, store: Path) -> None:
    """Without --force nothing changes; with it the earlier store and keys are kept, readable, in a folder beside."""
    (store / "ledger-key").write_text("another key of before\n")
    before = everything_in(store)
    refused = evenbar("restore", str(bundle), "--data", str(store))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "is not empty" in refused.stderr
    assert everything_in(store) == before
    done = evenbar("restore", str(bundle), "--data", str(store), "--force")
    assert done.returncode == 0, done.stderr
    [aside] = store.glob("before-restore-*")
    assert str(aside) in done.stderr
    assert (aside / "ledger-key").read_text() == "another key of before\n"
    with closing(sqlite3.connect(aside / "evenbar.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM people_user").fetchone() == (10,)
    assert evenbar("ledger", "verify", "--data", str(store)).returncode == 0


def rewritten(bundle: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The backup with one part changed and the zip's own checksums made to fit."""
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def manifest_with(**fields: object) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | fields).encode() if name == "manifest.json" else content

    return change


def flipped(name: str, content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1]) if name == "store.sqlite3" else content


def bad_files(bundle: Path, folder: Path) -> dict[str, Path]:
    """Files that are no good backup, each in its own way."""
    whole = bundle.read_bytes()
    made: dict[str, Path] = {"missing": folder / "missing.zip", "a folder": folder}
    for name, content in {
        "empty": b"",
        "cut off": whole[: len(whole) // 2],
        "cut off at the end": whole[:-10],
        "damaged": whole[: len(whole) // 3] + b"\x00" * 64 + whole[len(whole) // 3 + 64 :],
        "text": b"no backup at all\n" * 100,
        "noise": random.Random(1).randbytes(5000),
    }.items():
        made[name] = folder / f"{name}.zip"
        made[name].write_bytes(content)
    with zipfile.ZipFile(folder / "other.zip", "w") as other:
        other.writestr("holiday.txt", "a zip of something else")
    made["another zip"] = folder / "other.zip"
    for name, change in {
        "a changed store": flipped,
        "another format": manifest_with(format="evenbar backup 99"),
        "no list": manifest_with(parts=[]),
        "a way out": manifest_with(parts={"../escape": {"size": 1, "sha256": "0" * 64}}),
        "fewer rows": manifest_with(rows={"people_user": 3}),
        "another end": manifest_with(ledger_number=5),
        "a newer version": manifest_with(migrations=["people.9999_tomorrow"], version="99.0"),
        "another key": manifest_with(ledger_key="0" * 16),
        "another engine": manifest_with(engine="mysql"),
        "not an object": lambda name, content: b"[]" if name == "manifest.json" else content,
    }.items():
        made[name] = rewritten(bundle, folder / f"{name}.zip", change)
    return made


BAD = [
    *(
        "missing",
        "a folder",
        "empty",
        "cut off",
        "cut off at the end",
        "damaged",
        "text",
        "noise",
        "another zip",
    ),
    *(
        "a changed store",
        "another format",
        "no list",
        "a way out",
        "fewer rows",
        "another end",
        "a newer version",
    ),
    *("another key", "another engine", "not an object"),
]


@pytest.fixture(scope="module")
def bad(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every bad file, made once."""
    return bad_files(bundle, tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize("kind", BAD[:13] + BAD[-2:])
def test_a_file_that_does_not_fit_is_refused_before_django_starts(
    kind: str, bad: dict[str, Path], tmp_path: Path
) -> None:
    """Damaged, cut off, foreign or of another shape: one sentence, and nothing is written outside the place."""
    assert set(bad) == set(BAD)
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(Unusable, match=r"^[^\n]+$"):
        archive.unpack(bad[kind], archive.read_manifest(bad[kind]), place)
    assert [path.name for path in tmp_path.iterdir()] == ["place"]


@pytest.mark.parametrize(
    "kind", ["damaged", "a changed store", "fewer rows", "another end", "a newer version", "another key"]
)
def test_a_file_that_does_not_fit_changes_nothing(kind: str, bad: dict[str, Path], store: Path) -> None:
    """Whatever is wrong with the file, --force or not: one sentence, status 2, every file of the store as it was."""
    before = everything_in(store)
    refused = evenbar("restore", str(bad[kind]), "--data", str(store), "--force")
    assert refused.returncode == 2, refused.stdout + refused.stderr
    assert refused.stderr.count("\n") == 1, refused.stderr
    assert "Traceback" not in refused.stderr
    assert everything_in(store) == before


@pytest.mark.parametrize("kind", ["damaged", "fewer rows"])
def test_a_file_that_does_not_fit_leaves_no_folder(kind: str, bad: dict[str, Path], tmp_path: Path) -> None:
    """Where there was no store, there is none afterwards."""
    assert evenbar("restore", str(bad[kind]), "--data", str(tmp_path / "fresh")).returncode == 2
    assert not (tmp_path / "fresh").exists()


def test_a_backup_with_a_broken_ledger_is_not_restored(store: Path, tmp_path: Path) -> None:
    """A store that was tampered with before the backup is found out when it is to be restored."""
    with closing(sqlite3.connect(store / "evenbar.sqlite3")) as connection:
        connection.execute("UPDATE ledger_line SET actor = 99 WHERE number = 4")
        connection.commit()
    file = tmp_path / "tampered.zip"
    assert evenbar("backup", str(file), "--data", str(store)).returncode == 0
    refused = evenbar("restore", str(file), "--data", str(tmp_path / "elsewhere"))
    assert refused.returncode == 2
    assert "line 4 does not fit its seal" in refused.stderr


def test_keys_of_the_environment_are_not_in_the_file(template: Path, tmp_path: Path) -> None:
    """With keys set as variables the backup holds none and says so; restoring needs the same ledger key."""
    secret = "kX8vQ2mB7nT4pL9sR6wY3zC5dF1gH0jA8uE2iO7qN4rV6xM9-more"
    folder = make_store(tmp_path / "data", EVENBAR_SECRET_KEY=secret)
    assert not (folder / "secret").exists()
    file = tmp_path / "b.zip"
    written = evenbar("backup", str(file), "--data", str(folder), EVENBAR_SECRET_KEY=secret)
    assert written.returncode == 0, written.stderr
    assert "keep those variables too" in written.stdout
    with zipfile.ZipFile(file) as bundle:
        assert set(bundle.namelist()) == {"manifest.json", "store.sqlite3"}
        assert secret.encode() not in b"".join(bundle.read(name) for name in bundle.namelist())
    elsewhere = str(tmp_path / "elsewhere")
    wrong = evenbar("restore", str(file), "--data", elsewhere, EVENBAR_SECRET_KEY=secret[::-1])
    assert wrong.returncode == 2
    assert "another ledger key" in wrong.stderr
    right = evenbar("restore", str(file), "--data", elsewhere, EVENBAR_SECRET_KEY=secret)
    assert right.returncode == 0, right.stderr


@pytest.mark.parametrize(
    ("target", "sentence"),
    [(".", "is a folder"), ("nowhere/file.zip", "cannot be written"), ("monday.zip", "exists already")],
)
def test_an_unfit_place_gets_one_sentence(target: str, sentence: str, store: Path, tmp_path: Path) -> None:
    """A folder, a file in no folder, an earlier backup: refused before the ledger says anything."""
    (tmp_path / "monday.zip").write_text("an earlier backup")
    done = evenbar("backup", str(tmp_path / target), "--data", str(store))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert (tmp_path / "monday.zip").read_text() == "an earlier backup"
    assert json.loads(evenbar("ledger", "verify", "--json", "--data", str(store)).stdout)["lines"] == 10

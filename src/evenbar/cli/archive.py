"""The backup file: a zip with a manifest, a copy of the store, the keys and the rules that the folder keeps.

Whoever has the file has everything, so it is written for its owner alone. Every part is checked against the manifest's
SHA-256 while it is unpacked; nothing of a file that does not fit is used.
"""

import hashlib
import json
import os
import secrets
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from evenbar.cli.environment import KEPT, RULES, Unusable

FORMAT = "evenbar backup 1"
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 1024 * 1024
BLOCK = 1024 * 1024
BESIDE = (*KEPT.values(), RULES)  # what a backup holds beside the store, where the folder has it
NAMES = {"store.sqlite3", "store.pgdump", *BESIDE}


@dataclass(frozen=True)
class Part:
    """One file of the backup: its size and fingerprint."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    format: str
    version: str  # of Evenbar
    made_at: str
    engine: str  # sqlite or postgresql
    parts: dict[str, Part]
    rows: dict[str, int]  # table -> rows in it
    migrations: list[str]  # "app.name"
    ledger_number: int
    ledger_seal: str
    ledger_key: str  # a digest of the key, to tell which one it takes

    @property
    def store(self) -> str:
        return "store.sqlite3" if self.engine == "sqlite" else "store.pgdump"


def part_of(path: Path) -> Part:
    """Measure a file."""
    with path.open("rb") as file:
        return Part(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def write(path: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    """Write a backup whole or not at all."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as output:
            with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
                bundle.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
                for name, file in files.items():
                    bundle.write(file, name)
            output.flush()
            os.fsync(output.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """Read what a backup says about itself, refusing what is none."""
    try:
        with zipfile.ZipFile(path) as bundle, bundle.open(MANIFEST) as file:
            text = file.read(MANIFEST_LIMIT + 1)
        return _manifest(json.loads(text))
    except FileNotFoundError as error:
        raise Unusable(f"there is no file {path}.") from error
    except IsADirectoryError as error:
        raise Unusable(f"{path} is a folder, not a backup.") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        TypeError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise Unusable(
            f"{path} is no backup of Evenbar, or it was damaged or cut off. Nothing was changed."
        ) from error


def _manifest(given: Any) -> Manifest:
    """The manifest that a file holds; ValueError or TypeError where it has another shape than we write."""
    if (
        not isinstance(given, dict)
        or given.get("format") != FORMAT
        or not isinstance(given.get("parts"), dict)
    ):
        raise ValueError("another format")
    manifest = Manifest(**given | {"parts": {name: Part(**part) for name, part in given["parts"].items()}})
    sizes = [part.size for part in manifest.parts.values()]
    shaped = (
        isinstance(manifest.rows, dict)
        and isinstance(manifest.migrations, list)
        and all(
            isinstance(number, int) for number in (*manifest.rows.values(), *sizes, manifest.ledger_number)
        )
        and all(isinstance(name, str) for name in manifest.migrations)
    )
    known = manifest.engine in {"sqlite", "postgresql"} and {manifest.store} <= set(manifest.parts) <= NAMES
    if not (shaped and known):
        raise ValueError("another shape")
    return manifest


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Unpack every part into a folder, checking size and fingerprint of each."""
    try:
        with zipfile.ZipFile(path) as bundle:
            for name, part in manifest.parts.items():
                with bundle.open(name) as source, _private(folder / name) as target:
                    found = _copy(source, target, limit=part.size)
                if found != part:
                    raise Unusable(f"{name} in {path} does not fit its fingerprint. Nothing was changed.")
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise Unusable(f"{path} was damaged or cut off. Nothing was changed.") from error


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _copy(source: Any, target: BinaryIO, *, limit: int) -> Part:
    """Copy in blocks, stopping once more comes than was announced."""
    digest, size = hashlib.sha256(), 0
    while size <= limit and (block := source.read(BLOCK)):
        digest.update(block)
        size += len(block)
        target.write(block)
    target.flush()
    os.fsync(target.fileno())
    return Part(size=size, sha256=digest.hexdigest())

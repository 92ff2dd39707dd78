"""An .xlsx file as a package of XML parts, opened with bounds: bytes and elements are counted as they come.

A file from outside is never trusted: parts are inflated no further than allowed, and document types and entities
are refused. What the parts say is the reader's business.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from xml.parsers import expat

MOST_BYTES = 10_000_000  # of the file
MOST_INFLATED = 24_000_000  # of all parts that are read, together
MOST_ELEMENTS = 400_000
MOST_ENTRIES = 2_000

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound files: .xls, and .xlsx under a password
_BROKEN = "is not an .xlsx workbook, or is damaged; save it again as .xlsx."
_OTHER_ZIP = "is a zip archive but not an .xlsx workbook; save the workbook as .xlsx."
# What zipfile raises on damaged archives; ValueError and OSError come from offsets that lie.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
    OSError,
)

Start = Callable[[str, dict[str, str]], None]


class Unusable(ValueError):  # noqa: N818 - an answer, not a fault
    """Why a file cannot be read as a workbook: one sentence without its subject."""


class Reader(Protocol):
    """Takes a part as it is parsed; names come without their namespace."""

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""

    def text(self, data: str) -> None:
        """Some text between elements."""

    def end(self, tag: str) -> None:
        """An element ends."""


@dataclass(slots=True)
class Package:
    """An opened file with what has been spent of its bounds."""

    archive: zipfile.ZipFile
    names: frozenset[str]
    inflated: int = 0
    elements: int = 0

    def main_part(self) -> str:
        """The part that the others hang from."""
        targets = self.relations("")
        part = next((part for kind, part in targets.values() if kind == "officeDocument"), "")
        if part not in self.names:
            raise Unusable(_OTHER_ZIP)
        return part

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points at inside the file: id -> kind and path."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.names:
            raise Unusable(_OTHER_ZIP)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))).lstrip("/")
                found[given.get("Id", "")] = (given.get("Type", "").rsplit("/", 1)[-1], target)

        self.parse(path, start)
        return found

    def parse(self, part: str, start: Start, rest: Reader | None = None) -> None:
        """Parse one part: every beginning goes to `start`, texts and ends to `rest`."""
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True

        def begin(name: str, given: dict[str, str]) -> None:
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                raise Unusable(
                    "holds far more than a scorecard workbook; copy the filled sheets into a fresh one."
                )
            start(name.rsplit("|", 1)[-1], given)

        parser.StartElementHandler = begin
        if rest is not None:
            parser.EndElementHandler = lambda name: rest.end(name.rsplit("|", 1)[-1])
            parser.CharacterDataHandler = rest.text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_declarations
        try:
            for block in self._inflate(part):
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except Unusable:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two are about encodings
            raise Unusable(_BROKEN) from error

    def _inflate(self, part: str) -> Iterator[bytes]:
        """The part's bytes, a block at a time, up to what all parts together may be."""
        with _damage_told():
            stream = self.archive.open(part)
        with stream:
            while True:
                with _damage_told():
                    block = stream.read(65_536)
                if not block:
                    return
                self.inflated += len(block)
                if self.inflated > MOST_INFLATED:
                    size = MOST_INFLATED // 1_000_000
                    raise Unusable(f"unpacks to more than {size} MB; that is no scorecard workbook.")
                yield block


def _refuse_declarations(*_: Any) -> None:
    raise Unusable(
        "declares its own document type, which no spreadsheet program writes; save it again as .xlsx."
    )


@contextmanager
def opened(content: bytes) -> Iterator[Package]:
    """Open a file; Unusable with a sentence where it is not a workbook that may be read, at once or later inside."""
    if len(content) > MOST_BYTES:
        size = MOST_BYTES // 1_000_000
        raise Unusable(f"is larger than {size} MB; remove pictures and extra sheets.")
    if content.startswith(_OLD):
        raise Unusable(
            "is protected by a password or in the old .xls format; open it, remove the password, save it as .xlsx."
        )
    with _damage_told():
        archive = zipfile.ZipFile(io.BytesIO(content))
    with archive:
        names = archive.namelist()
        if len(names) > MOST_ENTRIES:
            raise Unusable("has too many parts inside to be a scorecard workbook.")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Unusable("carries macros; save it as .xlsx without them.")
        yield Package(archive, frozenset(names))


@contextmanager
def _damage_told() -> Iterator[None]:
    """Turn what zipfile raises on damaged archives into one sentence."""
    try:
        yield
    except _DAMAGED as error:
        raise Unusable(_BROKEN) from error

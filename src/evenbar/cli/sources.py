"""What ``evenbar lint`` is to read: files, folders of scorecards, packaged names, standard input.

A file's kind is told by its content, not by its name. In a folder every YAML file that calls itself a scorecard
is taken; a file that is named is always taken.
"""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_SUFFIXES = (".yaml", ".yml")
_ZIP, _ZIP_MOST = b"PK\x03\x04", 10_000_000
_IS_SCORECARD = (
    re.compile(rb"^\xef?\xbb?\xbf?evenbar[ \t]*:", re.MULTILINE),
    re.compile(rb"^scorecard[ \t]*:", re.MULTILINE),
)

Kind = Literal["scorecard", "ratings", "workbook"]


class Missing(ValueError):  # noqa: N818 - an answer, not a fault
    """Why a source cannot be read, in one sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text to read: its name and bytes, the folder of its team's file, the file that it can be written to."""

    name: str
    content: bytes
    folder: Path
    path: Path | None = None

    @property
    def kind(self) -> Kind:
        """What the content is."""
        from evenbar.lint.ratings import is_ratings

        if self.content.startswith(_ZIP):
            return "workbook"
        return "ratings" if is_ratings(self.content) else "scorecard"


@dataclass(slots=True)
class Sources:
    """The texts of some arguments, read one by one; ``left_out`` counts a folder's other YAML files."""

    arguments: list[str]
    left_out: int = 0

    def __iter__(self) -> Iterator[Source]:
        """Every text once, as the arguments name them, folders in the order of names."""
        seen: set[Path] = set()
        for argument in self.arguments:
            for source in self._of(argument):
                if source.path is not None:
                    resolved = source.path.resolve()
                    if resolved in seen:
                        continue
                    seen.add(resolved)
                yield source

    def _of(self, argument: str) -> Iterator[Source]:
        from evenbar.scorecard import library
        from evenbar.scorecard.source import MOST_BYTES

        here = Path.cwd()
        if argument == "-":
            yield Source("standard input", sys.stdin.buffer.read(_ZIP_MOST + 1), here)
        elif argument in library.names():
            yield Source(f"{argument}.yaml", library.text(argument).encode(), here)
        elif not argument or "\0" in argument:
            raise Missing("name a scorecard: a file, a folder, a packaged name, or - for standard input.")
        elif Path(argument).is_dir():
            yield from self._in_folder(Path(argument))
        else:
            path = Path(argument)
            yield Source(argument, _read(path, MOST_BYTES), path.resolve().parent, path)

    def _in_folder(self, folder: Path) -> Iterator[Source]:
        from evenbar.scorecard.source import MOST_BYTES

        found = False
        for path in _yaml_files(folder):
            content = _read(path, MOST_BYTES)
            if all(pattern.search(content) for pattern in _IS_SCORECARD):
                found = True
                yield Source(str(path), content, path.resolve().parent, path)
            else:
                self.left_out += 1
        if not found:
            raise Missing(f"{folder} holds no scorecard: no YAML file with the keys evenbar and scorecard.")


def _yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder and those inside it, by name; hidden folders are not entered."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place) / name for name in sorted(files) if name.endswith(_SUFFIXES))


def _read(path: Path, most: int) -> bytes:
    """The bytes of a file, no more of them than the reader of its kind takes."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
            return content + file.read(_ZIP_MOST - most) if content.startswith(_ZIP) else content
    except OSError as error:
        hint = (
            " `evenbar scorecard list` names the packaged ones."
            if isinstance(error, FileNotFoundError)
            else ""
        )
        raise Missing(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.{hint}") from None

"""What came back, collected: regular files only, no link ever followed, no more bytes than were asked for.

Names are those that the sample expects; anything else in the folder is left where it lies and named. What the
files say is for the bounded readers.
"""

import fnmatch
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evenbar.scorecard.source import shown
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.sample import Expected

MOST_ENTRIES = 500
MOST_MATCHES = 20
KB = 1000


@dataclass(frozen=True, slots=True)
class Collected:
    """The files of a submission by name, and the names of what was not asked for."""

    files: dict[str, bytes]
    left_out: tuple[str, ...] = field(default=())


def collect(folder: Path, expected: Sequence[Expected]) -> Collected:
    """The expected files of a folder, or Unusable where one is missing, too large or no plain file."""
    with _opened(folder) as place:
        names = _names(place, folder)
        files: dict[str, bytes] = {}
        for one in expected:
            matches = [name for name in names if fnmatch.fnmatchcase(name, one.file)]
            if not matches and one.required:
                raise Unusable(f"{one.file} is missing from {folder}; it is to hold {_lower(one.about)}")
            if len(matches) > MOST_MATCHES:
                raise Unusable(
                    f"{folder} has {len(matches)} files {one.file}; at most {MOST_MATCHES} are read."
                )
            for name in matches:
                files[name] = _content(place, name, one.most_kb * KB)
    return Collected(files, tuple(name for name in names if name not in files))


def check_files(files: dict[str, bytes], expected: Sequence[Expected]) -> None:
    """Refuse files in memory, as an upload has them, that the sample does not expect or that are too large."""
    for one in expected:
        matches = [name for name in files if fnmatch.fnmatchcase(name, one.file)]
        if not matches and one.required:
            raise Unusable(f"{one.file} is missing; it is to hold {_lower(one.about)}")
        for name in matches:
            if len(files[name]) > one.most_kb * KB:
                raise Unusable(_too_large(name, one.most_kb * KB))
    for name in files:
        if not any(fnmatch.fnmatchcase(name, one.file) for one in expected):
            raise Unusable(f"{shown(name)} is not asked for; leave it out.")


def _lower(about: str) -> str:
    return about[:1].lower() + about[1:]


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    try:
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        reason = "it is a link or no folder" if folder.exists() else (error.strerror or "unknown").lower()
        raise Unusable(f"the submission {folder} cannot be read: {reason}.") from None
    try:
        yield place
    finally:
        os.close(place)


def _names(place: int, folder: Path) -> list[str]:
    names: list[str] = []
    with os.scandir(place) as entries:
        for entry in entries:
            if len(names) == MOST_ENTRIES:
                raise Unusable(
                    f"{folder} holds more than {MOST_ENTRIES} files; give the files asked for alone."
                )
            names.append(entry.name)
    return sorted(names)


def _content(place: int, name: str, most: int) -> bytes:
    """The bytes of one file, opened without following a link and without waiting for a pipe."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(name, flags, dir_fd=place)
    except OSError:
        raise Unusable(f"{shown(name)} is a link or cannot be read; give the file itself.") from None
    told = os.fstat(handle)
    if not stat.S_ISREG(told.st_mode) or told.st_nlink != 1:
        os.close(handle)
        raise Unusable(f"{shown(name)} is no plain file of its own; give the file itself.")
    with os.fdopen(handle, "rb") as file:
        if told.st_size > most:
            raise Unusable(_too_large(name, most))
        content = file.read(most + 1)
    if len(content) > most:
        raise Unusable(_too_large(name, most))
    return content


def _too_large(name: str, most: int) -> str:
    return f"{shown(name)} is larger than {most // KB:,} KB; give only what is asked for."

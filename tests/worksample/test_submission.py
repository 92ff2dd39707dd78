"""A submission is collected without following a link, and no more of it is read than was asked for."""

import os
from pathlib import Path

import pytest

from evenbar.worksample.refusal import Unusable
from evenbar.worksample.sample import Expected
from evenbar.worksample.submission import check_files, collect

ASKED = (
    Expected("a.json", "json", "The answer.", most_kb=1),
    Expected("test_*.py", "code", "Tests.", required=False),
)


def test_the_expected_files_are_read_and_others_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    (tmp_path / "test_x.py").write_bytes(b"")
    (tmp_path / "notes.doc").write_bytes(b"?")
    found = collect(tmp_path, ASKED)
    assert found.files == {"a.json": b"{}", "test_x.py": b""}
    assert found.left_out == ("notes.doc",)


def test_a_missing_file_is_named_with_what_it_is_to_hold(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"a\.json is missing from .*; it is to hold the answer\.$"):
        collect(tmp_path, ASKED)


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    """The truth lies beside the submission, and no kind of link reaches it."""
    truth = tmp_path / "truth.json"
    truth.write_text("secret")
    place = tmp_path / "in"
    place.mkdir()
    (place / "a.json").symlink_to(truth)
    with pytest.raises(Unusable, match="is a link or cannot be read"):
        collect(place, ASKED)
    (place / "a.json").unlink()
    os.link(truth, place / "a.json")
    with pytest.raises(Unusable, match="is no plain file of its own"):
        collect(place, ASKED)
    elsewhere = tmp_path / "link"
    elsewhere.symlink_to(place)
    with pytest.raises(Unusable, match="it is a link or no folder"):
        collect(elsewhere, ASKED)


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    """A pipe that nobody writes to must not hold the grader up."""
    make = os.mkfifo if kind == "pipe" else os.mkdir
    make(tmp_path / "a.json")
    with pytest.raises(Unusable, match=r'"a\.json" is no plain file'):
        collect(tmp_path, ASKED)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(50_000_000_000)
    with pytest.raises(Unusable, match="is larger than 1 KB"):
        collect(tmp_path, ASKED)


def test_a_folder_of_very_many_files_is_refused(tmp_path: Path) -> None:
    for number in range(501):
        (tmp_path / f"{number}").touch()
    with pytest.raises(Unusable, match="more than 500 files"):
        collect(tmp_path, ASKED)


def test_an_upload_is_held_to_the_same() -> None:
    check_files({"a.json": b"{}"}, ASKED)
    for files, said in (
        ({}, "a.json is missing"),
        ({"a.json": b"x" * 1001}, "is larger than 1 KB"),
        ({"a.json": b"", "../b": b""}, '"../b" is not asked for'),
    ):
        with pytest.raises(Unusable, match=said):
            check_files(files, ASKED)

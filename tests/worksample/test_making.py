"""A variant is made in two folders: only public leaves, and the same inputs give the same bytes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evenbar.worksample.leaking import leaks
from evenbar.worksample.making import Made, make, read_hidden, write
from evenbar.worksample.package import load
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.seeds import practice_seed
from evenbar.worksample.written import cell, csv_bytes, json_bytes
from tests.worksample.toys import TOY, altered, made, seed_of, toy

DIGEST = (
    "import sys; from evenbar.worksample.checking import made_digest;"
    " print(made_digest(sys.argv[1], sys.argv[2]), end='')"
)


def test_two_processes_draw_the_same_bytes() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", DIGEST, str(TOY), "a"],
            env={"PYTHONHASHSEED": number},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    ]
    assert told[0] == told[1]
    assert len(told[0]) == 128


def test_public_holds_papers_data_and_templates_and_hidden_the_truth() -> None:
    variant = made(toy())
    assert set(variant.public) == {
        "brief.md", "data-dictionary.md", "weights.csv", "template/guess.json", "sample.json"
    }  # fmt: skip
    assert {"truth.json", "references.json", "variant.json"} == set(variant.hidden)
    assert b"Pellworth Scales weighs parcels" in variant.public["brief.md"]


def test_what_leaves_names_neither_package_nor_seed() -> None:
    package = toy()
    seed, variant = seed_of(package), made(package)
    public = b"".join(variant.public.values())
    for secret in (seed.key.hex(), seed.id, package.hash, package.hash[:12]):
        assert secret.encode() not in public
    assert seed.key.hex().encode() not in b"".join(variant.hidden.values())
    assert json.loads(variant.hidden["variant.json"])["seed_id"] == seed.id


def test_practice_brings_its_answers_and_is_nobodys_variant() -> None:
    package = toy()
    practice = make(package, practice_seed(package=package.hash), practice=True)
    assert json.loads(practice.public["answers/truth.json"]) == json.loads(practice.hidden["truth.json"])
    assert b"grams" in practice.public["answers/practice.md"]
    assert practice.hidden["truth.json"] != made(package).hidden["truth.json"]


def test_a_variant_is_written_once_and_read_again(tmp_path: Path) -> None:
    variant = made(toy())
    write(variant, tmp_path / "out")
    hidden, record = read_hidden(tmp_path / "out")
    assert hidden == variant.hidden
    assert record["sample"] == "toy"
    with pytest.raises(Unusable, match="is there already"):
        write(variant, tmp_path / "out")
    with pytest.raises(Unusable, match="holds no variant"):
        read_hidden(tmp_path)
    assert (tmp_path / "out" / "hidden").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["truth.json", "references.json", "variant.json"])
def test_a_hidden_folder_that_was_changed_is_not_graded_with(tmp_path: Path, name: str) -> None:
    write(made(toy()), tmp_path / "out")
    path = tmp_path / "out" / "hidden" / name
    path.write_bytes(path.read_bytes().replace(b"e", b"E", 1))
    with pytest.raises(Unusable, match="is not as it was written"):
        read_hidden(tmp_path / "out")


def test_a_word_that_the_variant_lacks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"toy/brief\.md: no word of the variant stands for 'firm'"):
        made(load(altered(tmp_path, brief__md=("$company", "$firm"))))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (-0.00001, "0"),
        (2.0, "2"),
        (None, ""),
        (float("nan"), ""),
        (12.34567, "12.3457"),
        ("x", "x"),
    ],
)
def test_cells_are_rounded(value: object, text: str) -> None:
    assert cell(value) == text


def test_tables_and_values_that_would_read_differently_are_refused() -> None:
    with pytest.raises(ValueError, match="not of one length"):
        csv_bytes({"a": [1], "b": [1, 2]})
    with pytest.raises(ValueError, match="would need quotes"):
        cell("a,b")
    with pytest.raises(ValueError, match="Out of range"):
        json_bytes(float("nan"))


def planted(variant: Made, **files: bytes) -> Made:
    """A variant with files put among the public ones."""
    return Made(
        variant.variant,
        {**variant.public, **{k.replace("__", "."): v for k, v in files.items()}},
        variant.hidden,
    )


def test_the_leak_scan_sees_what_leaks_and_is_silent_where_nothing_does() -> None:
    package = toy()
    seed, variant = seed_of(package), made(package)
    assert leaks(variant, seed) == []
    labels = csv_bytes({"id": [f"r{n}" for n in range(100)], "label": [n % 3 == 0 for n in range(100)]})
    hidden = {
        **variant.hidden,
        "labels.csv": labels,
        "why.json": json_bytes({"x": "the scale was set to pounds"}),
    }
    variant = Made(variant.variant, variant.public, hidden)
    assert leaks(variant, seed) == []
    told = csv_bytes({"id": [f"r{n}" for n in range(100)], "code": [7.0 - (n % 3 == 0) for n in range(100)]})
    ordered = csv_bytes({"id": [f"r{n}" for n in sorted(range(100), key=lambda n: n % 3 == 0)]})
    for files, said in (
        ({"a__csv": told}, "column code, tells label"),
        ({"a__csv": ordered}, "the order of rows of public/a.csv tells label"),
        ({"a__csv": labels}, "is the hidden file labels.csv"),
        ({"a__md": b"Note that the scale was set to pounds."}, "says what hidden/why.json says"),
        ({"a__md": seed.key.hex().encode()}, "a trace of the seed"),
        ({"a__md": seed.id.encode()}, "a trace of the seed"),
    ):
        assert any(said in leak for leak in leaks(planted(variant, **files), seed)), said

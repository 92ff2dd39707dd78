"""The YAML of a sample is read strictly, with the line and column of everything that is wrong."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from evenbar.scorecard.problem import Unreadable
from evenbar.worksample.package import find, load, names
from evenbar.worksample.reading import json_schemas, read_rubric, read_sample
from evenbar.worksample.refusal import Unusable
from tests.house.tree import ROOT
from tests.worksample.toys import TOY, altered

PAGE = (ROOT / "docs" / "work-samples.md").read_text(encoding="utf-8")
TEXT = (TOY / "worksample.yaml").read_text(encoding="utf-8")


def test_a_sample_is_read_whole() -> None:
    sample = read_sample(TEXT.encode())
    assert (sample.worksample, sample.minutes, sample.kind) == ("toy", 10, "data")
    assert [level for level, _ in sample.criteria[0].bands] == [2, 3, 4]
    assert sample.par == ()
    assert sample.fact("error").better == "lower"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: data\n", "kind: date\n", '6:7: "kind" must be one of data, code, not "date"'),
        ("minutes: 10\n", "minutes: soon\n", '7:10: "minutes" must be a whole number from 1 to 240'),
        (
            "data-evaluation@1",
            "data-evalution@1",
            '11:16: "data-evalution@1" is no criterion of the library; did',
        ),
        (
            "[{fact: error, most: 6}]",
            "[{fact: eror, most: 6}]",
            '"eror" is no fact of this sample; did you mean',
        ),
        ("[{fact: error, most: 6}]", "[{fact: error}]", 'a condition needs "least" or "most"'),
        ("      4: [", "      5: [", "16:7: level 5 is for people to give"),
        ("      2: [", "      1: [", "level 1 needs no condition"),
        ("title: Guess the mean\n", "", '"title" is missing'),
        ("kind: data\n", "kind: code\n", 'a sample of kind code needs "outputs"'),
        ("ai_policy: allowed_declared", "ai_policy: none", "must be one of allowed_declared, provided_only"),
        ("company:", "firm:", 'unknown key "firm"'),
    ],
)
def test_what_is_wrong_is_said_at_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(Unreadable) as caught:
        read_sample(TEXT.replace(old, new).encode())
    assert said in str(caught.value)


def test_an_empty_file_says_how_it_begins() -> None:
    with pytest.raises(Unreadable, match="the file is empty; it begins with `evenbar: 1`"):
        read_rubric(b"\n")


def test_an_output_that_could_be_sent_instead_of_run_is_refused() -> None:
    text = TEXT.replace("kind: data\n", "kind: code\n")
    text += 'outputs:\n  - {file: guess.json, kind: json, about: "What the run leaves."}\n'
    with pytest.raises(Unreadable, match="is also a file of the submission"):
        read_sample(text.encode())


@pytest.mark.parametrize("name", ["worksample.yaml", "rubric.yaml", "defence.yaml"])
def test_the_schema_takes_what_the_reader_takes(name: str) -> None:
    schema = json_schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    value = json.loads(json.dumps(yaml.safe_load((TOY / name).read_text(encoding="utf-8")), default=str))
    jsonschema.validate(value, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**value, "more": 1}, schema)


def test_a_folder_that_lacks_a_file_is_no_sample(tmp_path: Path) -> None:
    copy = altered(tmp_path)
    (copy / "practice.md").unlink()
    with pytest.raises(Unusable, match=r"is no whole work sample: practice\.md is missing"):
        load(copy)


def test_every_criterion_has_a_row_that_people_rate(tmp_path: Path) -> None:
    copy = altered(tmp_path, rubric__yaml=("data-evaluation@1", "explaining@1"))
    with pytest.raises(Unreadable, match=r"explaining@1 is rated and is no criterion of worksample\.yaml"):
        load(copy)


def test_one_byte_makes_another_package(tmp_path: Path) -> None:
    first = load(TOY)
    second = load(altered(tmp_path, brief__md=("weighs parcels", "weighs  parcels")))
    assert first.hash != second.hash
    assert first.hash == load(TOY).hash


@pytest.mark.parametrize("name", names())
def test_a_packaged_sample_is_called_as_its_folder_and_stands_on_the_page(name: str) -> None:
    package = find(name)
    assert package.name == name
    assert f"| `{name}` | {package.sample.minutes} | {package.sample.kind} |" in PAGE
    assert f"## {package.sample.title}" in (ROOT / "docs" / "bench-worksamples.md").read_text(
        encoding="utf-8"
    )
    assert package.sample.minutes <= 90

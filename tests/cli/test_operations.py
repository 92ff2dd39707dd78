"""`evenbar user` and `evenbar ledger` on a store in a folder."""

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.serving import evenbar
from tests.cli.stores import make_store


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One store for the module; tests work on copies."""
    return make_store(tmp_path_factory.mktemp("template") / "data")


@pytest.fixture
def data(template: Path, tmp_path: Path) -> str:
    """The folder of a copy of the store."""
    return str(shutil.copytree(template, tmp_path / "data"))


def sql(data: str, statement: str) -> None:
    with closing(sqlite3.connect(Path(data) / "evenbar.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()


def test_accounts_are_listed_with_roles_and_state(data: str) -> None:
    """Ten open accounts; an invited one says so; --json gives the same to programs."""
    link = evenbar(
        "user", "invite", "nora@example.org", "--name", "Nora", "--role", "interviewer", "--data", data
    )
    assert link.returncode == 0, link.stderr
    assert link.stdout.startswith("http://localhost:8000/people/join/")
    rows = json.loads(evenbar("user", "list", "--json", "--data", data).stdout)
    assert len(rows) == 11
    states = {row["email"]: (row["roles"], row["state"]) for row in rows}
    assert states["nora@example.org"] == (["interviewer"], "invited")
    assert states["admin.adeyemi@example.org"] == (["administrator"], "open")
    text = evenbar("user", "list", "--data", data).stdout
    assert "nora@example.org  Nora (invited): interviewer" in text
    assert "/people/join/" not in text


def test_closing_an_account_spares_the_last_administrator(data: str) -> None:
    """An interviewer's account is closed; the only administrator's is not; an unknown one gets a sentence."""
    assert evenbar("user", "deactivate", "ADA.interviewer@example.org", "--data", data).returncode == 0
    refused = evenbar("user", "deactivate", "admin.adeyemi@example.org", "--data", data)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "only administrator" in refused.stderr
    unknown = evenbar("user", "deactivate", "nobody@example.org", "--data", data)
    assert unknown.returncode == 2
    assert "there is no account with the e-mail nobody@example.org" in unknown.stderr
    rows = {
        row["email"]: row["state"]
        for row in json.loads(evenbar("user", "list", "--json", "--data", data).stdout)
    }
    assert rows["ada.interviewer@example.org"] == "closed"
    assert rows["admin.adeyemi@example.org"] == "open"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["x", "--name", "X", "--role", "interviewer"], "'x' is not an e-mail address"),
        (
            ["x@example.org", "--name", "X", "--role", "emperor"],
            "there is no role 'emperor'; there are administrator",
        ),
        (["x@example.org", "--name", " ", "--role", "interviewer"], "A name has 1 to 120"),
        (["ada.interviewer@example.org", "--name", "X", "--role", "interviewer"], "already has an account"),
        (["x@example.org", "--name", "X"], "--role"),
    ],
)
def test_a_bad_invitation_gets_one_sentence(words: list[str], sentence: str, data: str) -> None:
    """What is wrong, in one line, with status 2, and nobody invited."""
    done = evenbar("user", "invite", *words, "--data", data)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert sentence in done.stderr
    assert len(json.loads(evenbar("user", "list", "--json", "--data", data).stdout)) == 10


def test_the_ledger_is_verified_with_status_0_or_1(data: str) -> None:
    """Whole: status 0 and an anchor; tampered with: status 1 and the line; put back: found by the anchor alone."""
    whole = evenbar("ledger", "verify", "--data", data)
    assert whole.returncode == 0
    assert whole.stdout.startswith("The chain holds: 10 lines.")
    anchor = whole.stdout.splitlines()[-1]
    earlier = shutil.copytree(data, Path(data).parent / "earlier")
    assert evenbar("user", "deactivate", "ada.interviewer@example.org", "--data", data).returncode == 0
    assert evenbar("ledger", "verify", "--expect", anchor, "--data", data).returncode == 0
    later = json.loads(evenbar("ledger", "verify", "--json", "--data", data).stdout)["anchor"]
    assert evenbar("ledger", "verify", "--data", str(earlier)).returncode == 0
    put_back = evenbar("ledger", "verify", "--expect", later, "--data", str(earlier))
    assert put_back.returncode == 1
    assert "line 11 was noted elsewhere and is not here" in put_back.stdout
    sql(data, "DELETE FROM ledger_line WHERE number = 5")
    broken = evenbar("ledger", "verify", "--data", data)
    assert (broken.returncode, broken.stderr) == (1, "")
    assert "line 5 is missing." in broken.stdout
    answer = json.loads(evenbar("ledger", "verify", "--json", "--data", data).stdout)
    assert answer["holds"] is False
    assert {"line": 5, "finding": "is missing."} in answer["findings"]


@pytest.mark.parametrize("expect", ["12", "x:y", f"1:{'g' * 64}", f"-1:{'0' * 64}", ""])
def test_an_anchor_of_another_shape_gets_one_sentence(expect: str, data: str) -> None:
    """--expect takes NUMBER:SEAL and nothing else."""
    done = evenbar("ledger", "verify", f"--expect={expect}", "--data", data)
    assert done.returncode == 2
    assert "--expect takes a line's number" in done.stderr


def test_the_ledger_is_exported_without_names(data: str, tmp_path: Path) -> None:
    """Standard output and a private file hold the same lines, each export one more; no name, no address."""
    shown = list(csv.DictReader(io.StringIO(evenbar("ledger", "export", "--data", data).stdout)))
    assert [row["action"] for row in shown] == ["people.profile-set"] * 10 + ["ledger.exported"]
    assert shown[-1]["actor"] == ""
    file = tmp_path / "ledger.csv"
    assert evenbar("ledger", "export", str(file), "--data", data).returncode == 0
    text = file.read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[: len(shown)] == shown
    assert len(rows) == len(shown) + 1
    assert "@" not in text
    assert "Ada" not in text
    assert evenbar("ledger", "export", str(tmp_path / "no" / "where.csv"), "--data", data).returncode == 2


@pytest.mark.parametrize(
    "words",
    [["user", "list"], ["ledger", "verify"], ["backup", "x.zip"], ["user", "deactivate", "a@example.org"]],
)
def test_without_a_store_every_command_says_where_to_begin(words: list[str], tmp_path: Path) -> None:
    """A folder that is missing, or empty, is named, with what to do; nothing is made."""
    (tmp_path / "empty").mkdir()
    for folder in ("missing", "empty"):
        done = evenbar(*words, "--data", str(tmp_path / folder))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "evenbar serve" in done.stderr
    assert not (tmp_path / "missing").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_store_that_is_no_database_gets_one_sentence(tmp_path: Path) -> None:
    """Noise where the store should be is said in one line."""
    (tmp_path / "evenbar.sqlite3").write_bytes(b"noise " * 1000)
    done = evenbar("ledger", "verify", "--data", str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the database did not answer" in done.stderr

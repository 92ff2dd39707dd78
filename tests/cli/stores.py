"""Stores in folders, made and written by other processes, as tests of backup and restore need them."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cli.serving import clean_environment

ROOT = Path(__file__).parents[2]
ENTER = """
import sys
from pathlib import Path
from evenbar.cli import environment
environment.enter(Path(sys.argv[1]), create=True)
environment.start_django()
"""
MAKE = (
    ENTER
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from tests.panel.building import make_world
from evenbar.panel.people import actions
world = make_world()
for person in world.everyone.values():
    actions.set_profile(person, person.name, "Europe/London")
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore()
session["who"] = "ada"
session.save()
"""
)
WRITE = (
    ENTER
    + """
from evenbar.panel.people import actions
from evenbar.panel.people.models import User
ada = User.objects.get(email="ada.interviewer@example.org")
print("writing", flush=True)
number = 0
while True:
    number += 1
    actions.set_profile(ada, f"Ada {number}", "UTC")
"""
)
DIGEST = (
    ENTER
    + """
import hashlib, json
from django.apps import apps
from evenbar.cli.snapshot import FLEETING
digest = hashlib.sha256()
for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.db_table):
    if model._meta.db_table in FLEETING or model._meta.app_label == "ledger":
        continue
    for row in model._default_manager.order_by("pk").values_list():
        digest.update(repr((model._meta.db_table, row)).encode())
print(digest.hexdigest())
"""
)


def python(script: str, folder: Path, **variables: str) -> str:
    """Run a script on a store in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env=clean_environment(**variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def make_store(folder: Path, **variables: str) -> Path:
    """A store with the small world of the panel's tests, a line for each of its people, and somebody signed in."""
    python(MAKE, folder, **variables)
    return folder


def fingerprint(folder: Path, **variables: str) -> str:
    """A digest of every row that a backup keeps, the ledger (which tells of backups) aside."""
    return python(DIGEST, folder, **variables)


@contextmanager
def being_written(folder: Path, **variables: str) -> Iterator[None]:
    """While the block runs, another process writes to the store as fast as it can."""
    command: list[Any] = [sys.executable, "-c", WRITE, str(folder)]
    writer = subprocess.Popen(
        command, env=clean_environment(**variables), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        yield
        assert writer.poll() is None, "the writer failed while the store was backed up"
    finally:
        writer.kill()
        writer.wait()
        assert writer.stdout is not None
        writer.stdout.close()


def everything_in(folder: Path) -> dict[str, str]:
    """Every file of a folder with its fingerprint, but for the lock."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "serving.lock"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

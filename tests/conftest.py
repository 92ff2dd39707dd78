"""Fixtures of every test: one throw-away database a worker, one browser, hashing of passwords at a small cost."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples in every run; a machine that is busy is no finding.
settings.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

os.environ.setdefault("EVENBAR_DATA", tempfile.mkdtemp(prefix="evenbar-test-"))

CHROMIUM = os.environ.get("EVENBAR_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser a worker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Put SQLite's test store into a file: a live server's threads then have connections of their own, as in use."""
    from django.db import connections

    default = connections["default"]
    if default.vendor == "sqlite":
        path: Path = tmp_path_factory.mktemp("store") / "test.sqlite3"
        default.settings_dict["TEST"]["NAME"] = str(path)
        # A power cut during a test may lose it; synchronous FULL would only slow the run.
        options = default.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def _one_look_at_the_static_files() -> Iterator[None]:
    """Every test client reads the list of static files anew, a tenth of all; within a run they stay the same."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, Any]()

    def look_once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _full_cost_of_passwords() -> Iterator[dict[str, int]]:
    """Argon2 as in use, but for its cost, which is there to slow guessing; what that is in use."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    least = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
    full = {part: getattr(Argon2PasswordHasher, part) for part in least}
    with pytest.MonkeyPatch.context() as patch:
        for part, cost in least.items():
            patch.setattr(Argon2PasswordHasher, part, cost)
        yield full


@pytest.fixture
def passwords_at_full_cost(_full_cost_of_passwords: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed as in use."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for part, cost in _full_cost_of_passwords.items():
        monkeypatch.setattr(Argon2PasswordHasher, part, cost)

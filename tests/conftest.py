"""Fixtures of every test: one throw-away database a worker, fast hashing of passwords nowhere else than here."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run; a machine that is busy is no finding.
settings.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

os.environ.setdefault("EVENBAR_DATA", tempfile.mkdtemp(prefix="evenbar-test-"))


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

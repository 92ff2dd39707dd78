"""Django's own deployment check on the settings as they are when served to the world."""

import subprocess
import sys
from pathlib import Path

from tests.cli.serving import clean_environment

CHECK = "import sys; from django.core.management import execute_from_command_line; execute_from_command_line(sys.argv)"
STRONG = "kX8vQ2mB7nT4pL9sR6wY3zC5dF1gH0jA8uE2iO7qN4rV6xM9-and-more"


def deployment_check(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment(
        DJANGO_SETTINGS_MODULE="evenbar.panel.settings", EVENBAR_DATA=str(folder), **variables
    )
    command = [sys.executable, "-c", CHECK, "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_the_deployment_check_is_clean_behind_https(tmp_path: Path) -> None:
    """With an https address, a proxy and a strong secret Django finds nothing; over plain http it does."""
    served = {
        "EVENBAR_URL": "https://evenbar.example",
        "EVENBAR_BEHIND_PROXY": "1",
        "EVENBAR_SECRET_KEY": STRONG,
    }
    clean = deployment_check(tmp_path, **served)
    assert (clean.returncode, clean.stderr) == (0, "")
    plain = deployment_check(tmp_path, **served | {"EVENBAR_URL": "http://evenbar.example"})
    assert plain.returncode == 1
    assert "security.W" in plain.stderr

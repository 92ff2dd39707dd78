"""Each room looks only down. The contracts stand in pyproject.toml; here they are run, and shown to bite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

BREACHES = [
    ("scorecard/job.py", "import evenbar.measure", "The house"),
    ("measure/combine.py", "import evenbar.panel.settings", "The house"),
    ("scorecard/job.py", "import django", "Below the panel"),
    ("measure/combine.py", "import httpx", "Below the panel"),
    ("scorecard/job.py", "import numpy", "Proof-reading"),
    ("worksample/seeds.py", "import django", "Below the panel"),
    ("worksample/written.py", "import pandas", "Work samples"),
    ("worksample/package.py", "import evenbar.worksample.tasks.leakage_hunt.columns", "The bench"),
    ("figures/intervals.py", "import django", "Below the panel"),
    ("figures/intervals.py", "import numpy", "Figures are drawn"),
    ("connect/report/page.py", "import numpy", "Documents go in"),
    ("connect/report/page.py", "import evenbar.connect.pdf", "Kinds of document"),
    ("figures/intervals.py", "import evenbar.connect.pdf", "The house"),
    ("panel/deciding/visibility.py", "import evenbar.panel.ledger.models", "Only the ledger"),
    ("panel/hiring/models.py", "import evenbar.panel.hiring.views", "Inside an app"),
    ("panel/hiring/visibility.py", "import evenbar.panel.hiring.actions", "Inside an app"),
    ("panel/people/visibility.py", "import evenbar.panel.deciding.models", "Apps:"),
    ("panel/studio/models.py", "import evenbar.panel.hiring.models", "Apps:"),
]


def lint_imports(*, source: Path) -> subprocess.CompletedProcess[str]:
    """Run the import rules on a copy of the package."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    env = {**os.environ, "PYTHONPATH": str(source)}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_no_import_looks_up() -> None:
    done = lint_imports(source=ROOT / "src")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"), BREACHES, ids=[f"{m}: {line}" for m, line, _ in BREACHES]
)
def test_a_forbidden_import_breaks_its_contract(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    keep_code = shutil.ignore_patterns("__pycache__", "static", "templates", "library")
    shutil.copytree(ROOT / "src" / "evenbar", tmp_path / "evenbar", ignore=keep_code)
    with (tmp_path / "evenbar" / module).open("a") as file:
        file.write(f"\n{line}\n")
    done = lint_imports(source=tmp_path)
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(row.startswith(contract) for row in broken), done.stdout


def test_the_command_line_imports_nothing_heavy_until_a_command_runs() -> None:
    program = "import sys, evenbar.cli; print(*sorted({'django', 'numpy', 'scipy', 'cryptography'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

"""What the server loads before its first page."""

import subprocess
import sys


def test_the_pages_start_without_what_estimates() -> None:
    """Figures come from kept answers, so no process that serves pages loads NumPy or SciPy for them."""
    program = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'evenbar.panel.settings'; django.setup();"
        "import evenbar.panel.urls; print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

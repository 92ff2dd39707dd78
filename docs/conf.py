"""How the documentation is built: Sphinx reads Markdown by MyST and dresses it in Furo."""

import sys
from pathlib import Path

from evenbar import __version__

sys.path.insert(0, str(Path(__file__).parent))  # our own extensions

project = "Evenbar"
author = "The Evenbar contributors"
release = version = __version__
extensions = ["myst_parser", "rule_pages", "example_reports"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"Evenbar {__version__}"
html_show_copyright = False
nitpicky = True

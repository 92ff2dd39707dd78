"""Larger published tables keep the licences of their sources and lie beside the checkout, not in it."""

from tests.measure.reference import FILES

NEEDING = ["test_reference_facets.py", "test_reference_panel.py", "test_reference_severity.py"]
collect_ignore = [] if FILES else NEEDING


def pytest_report_header() -> str:
    """Say which tests are left out where the tables are not there."""
    if FILES:
        return f"reference tables: {len(FILES)} beside the checkout"
    return f"reference tables: not beside the checkout, so {', '.join(NEEDING)} are left out"

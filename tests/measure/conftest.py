"""Larger published tables keep the licences of their sources and lie beside the checkout, not in it."""

from tests.measure.reference import FILES

collect_ignore = [] if FILES else ["test_reference_panel.py"]


def pytest_report_header() -> str:
    """Say which tests are left out where the tables are not there."""
    if FILES:
        return f"reference tables: {len(FILES)} beside the checkout"
    return "reference tables: not beside the checkout, so test_reference_panel.py is left out"

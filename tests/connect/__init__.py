"""Tests of the doors: scorecards out as documents, filled workbooks back in."""

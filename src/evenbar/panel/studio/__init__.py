"""The studio: writing, checking and publishing scorecards."""

"""The drawing table under test."""

"""Tests of interviewing."""

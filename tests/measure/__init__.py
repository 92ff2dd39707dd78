"""Tests of the instrument room."""

"""Servers that are killed at any moment."""

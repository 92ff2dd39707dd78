"""Rules on weights."""

"""Rules on questions."""

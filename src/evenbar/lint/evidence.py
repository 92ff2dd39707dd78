"""Rules on evidence."""

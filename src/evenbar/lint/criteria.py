"""Rules on criteria."""

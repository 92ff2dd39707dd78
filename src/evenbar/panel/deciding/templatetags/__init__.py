"""Template tags of deciding."""

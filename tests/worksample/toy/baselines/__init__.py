"""Three ways to guess."""

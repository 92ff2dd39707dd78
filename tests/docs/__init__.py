"""The documentation is tested: what it shows is run, and what exists stands in it."""

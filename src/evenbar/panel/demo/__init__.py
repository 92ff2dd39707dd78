"""The demo: a fictional company, loaded through the same actions that people use."""

"""Tags of scheduling."""

"""The pages of scheduling: the board, interviews, who holds them, links for guests."""

"""Interviewing: assignments, the board of what is owed, the kit, evidence, ratings, sealing."""

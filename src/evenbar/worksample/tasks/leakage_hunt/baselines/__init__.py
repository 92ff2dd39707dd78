"""Three who take the hunt on: one who trusts the score, one who tests every column, one who knows."""

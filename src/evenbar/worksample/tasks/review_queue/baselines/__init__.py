"""Three who fill the queue: one who takes the likeliest, one who reckons what a review is worth, one who knows."""

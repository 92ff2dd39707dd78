"""Background work: answers that take too long for a page are computed apart, and kept."""

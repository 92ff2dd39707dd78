"""The instrument room: what the numbers can and cannot say. It knows ratings and weights, no pages and no people."""

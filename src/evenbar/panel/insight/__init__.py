"""Insight: what the ratings say of the interviews themselves, for those who may see it."""

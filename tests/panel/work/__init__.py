"""Kept answers and the worker that computes them."""

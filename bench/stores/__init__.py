"""Stores that benchmarks run on."""

"""Hiring: openings, their panels, candidates, stages and documents."""

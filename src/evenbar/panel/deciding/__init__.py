"""Deciding: Today, debrief, comparison, decision, packet."""

"""Findings as intervals, and how many there are below each office. Keyed by plain ids: knows no domain app."""

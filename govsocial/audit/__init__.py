"""Append-only chain of what was changed, by whom, when."""

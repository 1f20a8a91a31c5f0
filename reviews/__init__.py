"""Compliance: evaluation of the clauses, excusals, figures below an office."""

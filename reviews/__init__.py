"""Quarterly reviews, dialogues, best practices and exports (from clause 10)."""

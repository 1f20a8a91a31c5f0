"""Screening of drafts against the list of prohibited content (clause 9): pure Python, hints for a human to judge."""

"""Outbox of notices: a row with a unique key; a sweep delivers what is due."""

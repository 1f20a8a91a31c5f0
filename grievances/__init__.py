"""Citizen posts, the response clock and grievance cases (from clause 7)."""

"""Changes to findings."""

"""My work: one ordered list of what waits for a person."""

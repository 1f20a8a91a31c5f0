"""Award cycles, nominations, juries and results (clause 10-ga)."""

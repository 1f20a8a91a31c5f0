"""The guidelines as data: editions, clauses, dated parameters."""

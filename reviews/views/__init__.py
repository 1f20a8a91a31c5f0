"""Pages of the rule book's keepers, clarifications and circulars."""

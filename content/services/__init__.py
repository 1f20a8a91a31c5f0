"""Changes to posts: each checks permission, rule, compare-and-set, then notices and audit, in one transaction."""

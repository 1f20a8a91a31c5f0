"""Changes to people, offices, accounts and teams: each checks permission, rule, compare-and-set, then records."""

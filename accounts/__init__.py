"""People, offices, roles, official accounts and their teams."""

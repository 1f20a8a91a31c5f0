"""Posts: drafts, screening, the approval queue, publications."""

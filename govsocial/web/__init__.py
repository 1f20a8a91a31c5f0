"""Web plumbing: idempotent forms, keyset paging, form fields, digits and dates, sessions."""

"""The unit of measure: a Django project with a session, one indexed query and a page of 25 rows."""

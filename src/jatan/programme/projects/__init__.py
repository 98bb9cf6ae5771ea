"""Projects and grants: what was recorded of any kind as part of one, and the report of it."""

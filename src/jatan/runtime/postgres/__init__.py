"""The embedded or given PostgreSQL: finding, starting, roles."""

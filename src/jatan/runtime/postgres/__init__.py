"""PostgreSQL, embedded or given in DATABASE_URL: programs, start and stop, roles, policies."""

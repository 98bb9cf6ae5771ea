"""Django's PostgreSQL backend, told what our tables' keys are (docs/adr/0018-keys-of-the-tables.md)."""

"""Django's PostgreSQL backend, adapted to primary keys that include the organisation
(docs/adr/0018-keys-of-the-tables.md)."""

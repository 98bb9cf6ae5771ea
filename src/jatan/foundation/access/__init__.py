"""Access: accounts, postings, the permission table, the gate, PostgreSQL's walls under it, and acts (how rows are written)."""

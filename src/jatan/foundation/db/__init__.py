"""Tables: many rows written in one statement, and row-level security."""

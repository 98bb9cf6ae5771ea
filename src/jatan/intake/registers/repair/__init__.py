"""Rows that wait for a person, what an office has taught, and how rows are repaired."""

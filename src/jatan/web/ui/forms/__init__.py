"""Base classes of record forms and shortcuts for their fields."""

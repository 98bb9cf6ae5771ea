"""Pages of people, duplicates and suggestions."""

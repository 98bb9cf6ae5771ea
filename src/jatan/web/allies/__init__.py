"""Pages of allies and media."""

"""Back up and restore a whole installation with one verified file."""

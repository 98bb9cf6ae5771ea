"""Pages of groups and their members."""

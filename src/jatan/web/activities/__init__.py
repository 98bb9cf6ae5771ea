"""Pages of activities and of group names that wait to be linked."""

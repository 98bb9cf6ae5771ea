"""Pages of activities and of imported group names that are not linked to a group yet."""

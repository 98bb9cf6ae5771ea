"""Staff pages: what a member's people record, look up and follow up, day by day."""

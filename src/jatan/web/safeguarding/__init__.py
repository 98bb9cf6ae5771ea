"""Pages of contacts, ladders, plans and stand-ins."""

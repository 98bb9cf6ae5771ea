"""Pages of scheme linkages."""

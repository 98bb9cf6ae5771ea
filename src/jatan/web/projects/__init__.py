"""Pages of projects and grants."""

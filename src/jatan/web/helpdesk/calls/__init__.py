"""Pages of calls for help whose code matches no pass."""

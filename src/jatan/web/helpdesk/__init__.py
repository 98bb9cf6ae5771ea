"""Pages of the help desk: issues, the queue, calls for help."""

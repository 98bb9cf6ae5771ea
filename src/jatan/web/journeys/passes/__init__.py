"""Pages of the printed pass of a journey."""

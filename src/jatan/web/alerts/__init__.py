"""The page on which somebody chooses what she is told, and sees what became of it."""

"""Pages of a return: the outcome of a journey beside what was promised."""

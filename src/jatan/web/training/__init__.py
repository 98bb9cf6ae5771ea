"""Pages of curricula, phased trainings, sessions with their list of attendance, questions and certificates."""

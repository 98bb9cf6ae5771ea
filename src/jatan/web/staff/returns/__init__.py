"""Coming home: what was promised beside what came of it, and in one step the issue of what is still owed."""

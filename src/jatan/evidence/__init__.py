"""Floor 4: what is learnt from the records, and what may leave the house. Never writes a programme row."""

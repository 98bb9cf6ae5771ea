"""Floor 4: doors that records come in by, besides pages. A door knows bytes; a translator makes commands."""

"""Compares rows with earlier imports (new, unchanged, changed) and records them."""

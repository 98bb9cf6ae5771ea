"""Rows against what earlier imports left: new, unchanged or changed; and writing them."""

"""Undoes a run: withdraws its records on which nobody built, and takes back what else it did."""

"""Measurements of the bars that a test cannot hold in a few seconds. `python -m bench` runs them all."""

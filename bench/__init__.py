"""Benchmarks with limits that take too long for the tests. `python -m bench` runs them all."""

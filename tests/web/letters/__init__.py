"""Tests of applications to offices."""

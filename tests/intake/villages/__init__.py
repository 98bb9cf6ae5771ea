"""Tests of the official list of villages."""

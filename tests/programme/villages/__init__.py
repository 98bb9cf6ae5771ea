"""Tests of links between writings of villages."""

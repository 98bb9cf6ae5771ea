"""Migrations of the calls for help."""

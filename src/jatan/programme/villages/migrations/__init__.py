"""Migrations of this package, named by hand, linear."""

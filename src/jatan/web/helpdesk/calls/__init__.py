"""Calls for help that name no known pass."""

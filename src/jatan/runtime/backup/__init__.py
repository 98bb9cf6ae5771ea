"""Backup and restore of a whole house in one verified file."""

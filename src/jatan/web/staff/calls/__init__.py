"""Calls for help that name no known pass: the secretariat answers them, or hands them to a member's desk."""

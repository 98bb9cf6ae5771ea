"""Alerts for staff: what each account wants to be told and how, its browsers, and what became of each alert."""

"""The end of an organisation's membership: what is still open there, and who sees to it."""

"""Keys of the vault on pages: set up, open, lock, vouch for a colleague's, teams; and how one leaves a page quickly."""

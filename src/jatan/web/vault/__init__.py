"""Pages of case keys (set up, open, lock, certify a colleague's, teams), and the quick exit."""

"""What goes to another member or partner and what comes from one: letters, referrals, encrypted files."""

"""Pages of members, offices, accounts and spellings."""

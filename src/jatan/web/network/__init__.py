"""Administration pages: organisations, offices, accounts and spellings of names."""

"""Records of one kind that look alike among themselves, whichever door they came by, and what a person says of them."""

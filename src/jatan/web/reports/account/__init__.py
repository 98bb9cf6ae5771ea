"""Pages of the network's account and of the donor's form, and of the paragraphs between their parts."""

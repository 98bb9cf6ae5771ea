"""The network's account of its work: sentence by sentence with its numbers, and the donor's form of it."""

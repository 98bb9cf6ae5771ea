"""Pages of whoever keeps the house: who has access, and the organisations of the network."""

"""Tables of the facts."""

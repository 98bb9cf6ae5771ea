"""Acts on many records at once: what was done together, as one event, and the undoing of it."""

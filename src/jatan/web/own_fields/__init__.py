"""Pages on which a coordinator makes, renames and retires the own questions of the office."""

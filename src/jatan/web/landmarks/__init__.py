"""Pages of places and ways: the map with its table, landmarks, routes, and what asks to be checked."""

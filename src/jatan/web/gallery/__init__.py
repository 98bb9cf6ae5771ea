"""One page that shows every component in every state, for checking style changes."""

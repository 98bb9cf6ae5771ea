"""One page that shows every component in every state, looked at whenever the style changes."""

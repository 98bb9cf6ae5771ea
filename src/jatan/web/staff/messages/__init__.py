"""Pages of the message room: what arrived and waits, what went out, what would go out today, texts and rules."""

"""Open case keys of a browser: how a view asks for them, the cookie, unlocking again."""

"""Open case keys of a browser: the view decorator, the cookie, and unlocking again."""

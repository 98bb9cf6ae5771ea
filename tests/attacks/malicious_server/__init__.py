"""What somebody tries who can write tables and files of the server, and has no key."""

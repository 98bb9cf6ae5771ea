"""Pages for everybody: no sign-in, and nothing about anybody."""

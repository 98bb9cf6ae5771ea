"""Forms of the staff pages: what somebody typed, on its way to a command."""

"""Which register a sheet is, which column means what, and which rows are records."""

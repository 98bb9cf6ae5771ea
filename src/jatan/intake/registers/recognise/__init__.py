"""Recognises which register a sheet is, what each column means, and which rows are records."""

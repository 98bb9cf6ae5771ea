"""The report studio: one report, in the parts, the order, the language and for the reader that somebody chose."""

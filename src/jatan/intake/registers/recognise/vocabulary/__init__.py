"""The vocabulary of registers as data files: headings, values, titles, totals."""

"""The words of registers as data: headings, values, titles, totals."""

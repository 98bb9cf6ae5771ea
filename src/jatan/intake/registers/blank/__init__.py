"""Blank registers made by us: as a workbook to fill in, and as paper to write on by hand."""

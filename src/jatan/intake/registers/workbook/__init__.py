"""Workbook files: safety checks, and reading of sheets and cells."""

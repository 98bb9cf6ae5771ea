"""Interviews of studies that come in as a workbook."""

"""Imports office register workbooks (XLSX) as commands of the programme; the rules are the programme's.

workbook -> recognise (which register a sheet is, what each column means, its rows) -> translate -> reconcile (is the
row imported already?) -> record. Impossible rows are parked with a reason; odd ones are imported with a warning.
"""

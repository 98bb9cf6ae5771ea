"""Indicators, reports and maps computed from the records. Never writes a row of the programme."""

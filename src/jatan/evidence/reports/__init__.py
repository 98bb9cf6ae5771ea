"""Reports: the numbers of `indicators` laid out as JSON, workbook, PDF and a page to print. Counts nothing itself."""

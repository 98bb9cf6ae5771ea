"""Reports: the numbers of `indicators` as JSON, workbook, PDF and a page to print. Counts nothing itself."""

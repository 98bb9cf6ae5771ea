"""Pages of studies: questions, drawn villages, interviews, workbook, tables, quality, report."""

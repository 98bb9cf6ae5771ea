"""The endings of file names that offices bring; the format itself is found by the content."""

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")

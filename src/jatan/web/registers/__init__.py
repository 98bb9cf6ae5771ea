"""Pages of register imports: upload workbooks, repair parked rows, map unknown headings."""

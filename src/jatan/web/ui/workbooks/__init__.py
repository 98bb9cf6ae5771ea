"""Records corrected in a workbook: rows of a list go out, are mended in Excel, come back, and are taken in."""

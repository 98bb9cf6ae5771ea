"""A workbook file: looked at before it is opened, read into sheets of cells."""

"""Pages of targets: the targets of a period, one target with its versions, and the workbook."""

"""The official list of villages (LGD) from the file that the operator brings: its columns, its lines, taking it in."""

"""Pages of saved lists: save one, open it, change its name, and choose the columns of a list."""

"""Pages of acts on many records: the last ones, and undoing one."""

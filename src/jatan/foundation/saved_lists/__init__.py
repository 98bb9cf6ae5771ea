"""Lists that somebody has saved under a name: conditions, order, columns; her own or her office's; never a search."""

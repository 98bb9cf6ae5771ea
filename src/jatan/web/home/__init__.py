"""The first page, tasks, the overview and the global search."""

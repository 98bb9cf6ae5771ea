"""Numbers of studies: estimates with intervals, tables, quality checks, what is released. Without tables of its own."""

"""Server-drawn parts of pages: navigation, tables, charts, fields."""

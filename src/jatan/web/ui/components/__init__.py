"""Parts of pages rendered on the server: navigation, tables, charts, form fields."""

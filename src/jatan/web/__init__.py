"""Server-rendered pages that work without JavaScript: views, forms, components, templates and static files."""

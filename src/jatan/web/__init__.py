"""Pages: server-rendered, plain forms first. Staff pages, public pages, components, templates and static files."""

"""Pages of the library and of files behind the permission check."""

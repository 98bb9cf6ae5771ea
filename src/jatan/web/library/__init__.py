"""Pages of the library, and download of files with permission checks."""

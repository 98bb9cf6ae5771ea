"""Registration before leaving, page by page."""

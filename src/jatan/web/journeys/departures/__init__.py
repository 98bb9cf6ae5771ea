"""Registration before departure, in several pages."""

"""Migration corridors as numbers for tables and maps, without names of people. Renders no page."""

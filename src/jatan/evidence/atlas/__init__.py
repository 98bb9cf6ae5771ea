"""The atlas: who goes from where to where, as numbers for tables and maps. It draws no page and names nobody."""

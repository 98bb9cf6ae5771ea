"""The programme layer: what the network does. Its packages follow the import order in pyproject.toml, people lowest."""

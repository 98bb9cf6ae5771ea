"""The report studio: one report by its days, places, themes, grant, reader and parts; as a page and as files."""

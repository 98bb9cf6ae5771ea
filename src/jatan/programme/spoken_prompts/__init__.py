"""Questions and texts of the field book and the help page, spoken and written in the languages of the villages."""

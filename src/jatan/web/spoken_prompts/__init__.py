"""Pages on which staff record questions and texts in the languages of the villages, and the recordings for phones."""

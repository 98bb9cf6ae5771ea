"""Pages and papers of applications to offices: choose, fill, edit, print as PDF or DOCX, say that it was given."""

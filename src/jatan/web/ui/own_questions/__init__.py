"""Own questions of an office on the pages of its records: asked, shown, filtered by, exported, and in the history."""

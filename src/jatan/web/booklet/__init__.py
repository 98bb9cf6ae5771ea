"""Pages of the booklet: stories, their review by a second person, editions."""

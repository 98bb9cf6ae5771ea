"""Finding people while typing, and the queue of records that may be one person."""

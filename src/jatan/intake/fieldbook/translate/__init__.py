"""What was written on a phone becomes commands of the same services as behind every other door."""

"""The base of record forms, and the questions that many of them share."""

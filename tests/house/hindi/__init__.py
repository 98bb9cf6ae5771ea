"""The house style of Hindi (docs/explanation/hindi.md) as data, and tests that hold it."""

"""The pass of a journey."""

"""The page of laws for women, children and workers."""

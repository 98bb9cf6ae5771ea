"""Floor 3: what the network does. Packages are blind to one another; people lies lowest, activities on top."""

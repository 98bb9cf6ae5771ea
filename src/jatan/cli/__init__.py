"""The `jatan` command, one module for each group of commands."""

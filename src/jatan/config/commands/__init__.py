"""The words of the `jatan` command. Thin: each reads its words and calls one service."""

"""`python -m jatan` is the `jatan` command."""

import sys

from jatan.cli import main

if __name__ == "__main__":
    sys.exit(main())

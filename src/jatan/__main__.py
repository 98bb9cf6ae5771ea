"""`python -m jatan` is the `jatan` command."""

import sys

from jatan.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

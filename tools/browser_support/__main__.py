"""`python -m tools.browser_support`: install what the check of scripts and styles needs."""

import sys

from tools.browser_support import install

if __name__ == "__main__":
    sys.exit(0 if install() else "npm or its registry is missing: the check of scripts and styles will be skipped")

"""Checks the documentation: generated pages are current, and every link inside the repository leads somewhere.

`python scripts/check_docs.py --write` writes the generated pages.
"""

import re
import sys
from pathlib import Path
from urllib.parse import unquote

from jatan.config import startup

startup.setup_django()

from reference_pages import PAGES  # noqa: E402 - models are there only after set-up

ROOT = Path(__file__).resolve().parents[1]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def main() -> int:
    """Exit code 0 when all is right; faults go to standard error."""
    if "--write" in sys.argv:
        for name, page in PAGES.items():
            (ROOT / name).write_text(page(), encoding="utf-8")
    faults = [*stale_pages(), *broken_links()]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def stale_pages() -> list[str]:
    """Generated pages that differ from what the code says."""
    return [
        f"{name} is not current: python scripts/check_docs.py --write"
        for name, page in PAGES.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != page()
    ]


def broken_links() -> list[str]:
    """Links of our Markdown pages to files that are not there."""
    faults = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = _CODE.sub("", page.read_text(encoding="utf-8"))
        for target in _LINK.findall(text):
            path = unquote(target.split("#", 1)[0])
            if not path or "://" in target or target.startswith("mailto:"):
                continue
            if not (page.parent / path).exists():
                faults.append(f"{page.relative_to(ROOT)} links to {target}, which is not there")
    return faults


if __name__ == "__main__":
    sys.exit(main())

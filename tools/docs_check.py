"""`./jatan docs`: check that generated pages are current and that links to files of the repository are valid."""

import re
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import click

from jatan.runtime.startup import setup_django

ROOT = Path(__file__).resolve().parents[1]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


@click.command("docs")
@click.option("--write", is_flag=True, help="Write the generated pages.")
def docs_command(write: bool) -> None:
    """Check that generated pages are current and that links lead somewhere."""
    setup_django()
    # The pages read models, which can be imported only after set-up.
    pages: Mapping[str, Callable[[], str]] = import_module("tools.reference_pages").PAGES
    if write:
        for name, page in pages.items():
            (ROOT / name).write_text(page(), encoding="utf-8")
    faults = [*stale_pages(pages), *broken_links()]
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(1 if faults else 0)


def stale_pages(pages: Mapping[str, Callable[[], str]]) -> list[str]:
    """Error lines for generated pages that differ from their file."""
    return [
        f"{name} is not current: ./jatan docs --write"
        for name, page in pages.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != page()
    ]


def broken_links() -> list[str]:
    """Error lines for links of Markdown pages to missing files."""
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

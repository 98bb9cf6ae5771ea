"""The network's name comes from its record: no text of the product names one, outside the demo and its workbooks."""

from pathlib import Path

import pytest

import jatan

ROOT = Path(jatan.__file__).parent
NAMES = ("jharkhand anti", "झारखंड एंटी")
READ = (".py", ".html", ".typ", ".toml", ".js", ".po", ".json")


@pytest.mark.parametrize(
    "folder", sorted(part.name for part in ROOT.iterdir() if part.is_dir() and part.name != "demo")
)
def test_no_text_names_one_network(folder: str) -> None:
    naming = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.suffix in READ
        and any(name in line for line in path.read_text(encoding="utf-8").lower().splitlines() for name in NAMES)
    ]
    assert naming == []

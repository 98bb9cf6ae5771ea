"""The commands of a documentation page, in its order: the `sh` blocks, each for one machine, for both or for neither.

A comment in the line above a block says what it is for:

    <!-- fill in -->           values that the reader chooses; whoever follows the page gives its own
    <!-- both machines -->     for the first and the second machine
    <!-- second machine -->    for the second machine only
    <!-- instead of … -->      an alternative that is not followed

Without a comment a block is for the first machine.
"""

import re
from dataclasses import dataclass
from typing import Final

_BLOCK: Final = re.compile(r"^(?:<!-- (?P<mark>.+?) -->\n)?```sh\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
_ASSIGNED: Final = re.compile(r"^([A-Z_]+)=", re.MULTILINE)
_SECTION: Final = re.compile(r"^## (.+)$", re.MULTILINE)


class PageProblem(Exception):
    """The page has a mark that is not known, or asks for values that were not given."""


@dataclass(frozen=True)
class Block:
    """One fenced block: the heading it stands under, its mark ("" without) and its commands."""

    heading: str
    mark: str
    commands: str


def blocks_of(page: str) -> list[Block]:
    """The `sh` blocks of a page. Raises PageProblem for a mark that is not known."""
    found = []
    for match in _BLOCK.finditer(page):
        headings = _SECTION.findall(page[: match.start()])
        block = Block(headings[-1] if headings else "", match["mark"] or "", match["commands"])
        if block.mark not in {"", "fill in", "both machines", "second machine"} and not _is_alternative(block):
            raise PageProblem(f"the mark {block.mark!r} is not known")
        found.append(block)
    return found


def script_of(page: str, values: dict[str, str], *, second: bool = False) -> str:
    """A shell script of the first or the second machine's commands, which ends at the first one that fails.

    `values`: what stands in place of the page's own values, for every name that the page asks to fill in. Each block's
    heading is written to standard output before it. Raises PageProblem.
    """
    wanted = {"both machines", "second machine"} if second else {"", "both machines"}
    lines = ["set -eu", *(f"{name}='{value}'" for name, value in values.items())]
    for block in blocks_of(page):
        if block.mark == "fill in" and (missing := set(_ASSIGNED.findall(block.commands)) ^ values.keys()):
            raise PageProblem(f"values and page differ in {', '.join(sorted(missing))}")
        if block.mark in wanted:
            lines += [f"echo '=== {block.heading}'", "set -x", block.commands.rstrip("\n"), "{ set +x; } 2>/dev/null"]
    return "\n".join(lines) + "\n"


def _is_alternative(block: Block) -> bool:
    return block.mark.startswith("instead of ")

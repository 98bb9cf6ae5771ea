"""docs/reference/network-file.md: the words of network file and first answers, from their schemas and examples."""

import csv
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from jatan.foundation.access.house_setup import EXAMPLE_ANSWERS
from jatan.foundation.access.house_setup import SCHEMA as ANSWERS
from jatan.foundation.network.network_file import EXAMPLE
from jatan.foundation.network.network_file import SCHEMA as NETWORK

_HEAD = ("word", "must be there", "kind", "English", "हिंदी")
_KINDS = {"object": "group `{…}`", "array": "list `[…]`", "string": "text", "integer": "whole number"}

type Row = tuple[str, ...]


def parts() -> Iterator[str | tuple[Row, list[Row]]]:
    """Paragraphs of the page in order; a table is (head, rows)."""
    yield (
        "`./jatan network load FILE` brings members, districts and workbooks up to date with a network file, as often "
        "as needed; `./jatan init --answers FILE` begins a house with one inside its answers. A file is JSON in UTF-8. "
        "Everything that does not fit is reported at once, with its path and with what belongs there, in Hindi and "
        "English; then nothing is changed. A word that is not listed here is refused, so that a mistyped one is seen. "
        "Nothing is deleted by loading: a member that is left out stays as it is."
    )
    yield (
        "`./jatan network template` prints the example below, `./jatan network template --schema` the JSON Schema, "
        "with which an editor completes and checks while you type."
    )
    yield "## Network file"
    yield _HEAD, list(_rows(NETWORK, NETWORK, ""))
    yield f"```json\n{json.dumps(EXAMPLE, ensure_ascii=False, indent=2)}\n```"
    yield "## Answers for `./jatan init`"
    yield (
        "`./jatan init` asks for the same at the terminal. `./jatan init --template` prints a filled-in file; under "
        "`network` it holds a whole network file."
    )
    yield _HEAD, list(_rows(ANSWERS, ANSWERS, ""))
    shown = {**EXAMPLE_ANSWERS, "network": {"network": "…", "organisations": "…"}}
    yield f"```json\n{json.dumps(shown, ensure_ascii=False, indent=2)}\n```"
    yield "## Districts"
    yield "By LGD code or by name. Other spellings that offices use are known too."
    yield ("LGD code", "English", "हिंदी"), list(_districts())


def _rows(schema: Mapping[str, Any], group: Mapping[str, Any], path: str) -> Iterator[Row]:
    for word, written in group.get("properties", {}).items():
        node = schema["$defs"].get(str(written.get("$ref", "")).rpartition("/")[2], {}) | written
        if word in ("note", "$schema") and path:
            continue
        needed = "yes" if word in group.get("required", ()) else "–"
        yield f"`{path}{word}`", needed, _kind(node), node["description"], node["description_hi"]
        if "items" in node:
            yield from _rows(schema, node["items"], f"{path}{word}[].")
        yield from _rows(schema, node, f"{path}{word}.")


def _kind(node: Mapping[str, Any]) -> str:
    if node.get("format") == "date":
        return "day `YYYY-MM-DD`"
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    return " or ".join(_KINDS[kind] for kind in kinds)


def _districts() -> Iterator[Row]:
    with (files("jatan.foundation.places") / "facts" / "districts.csv").open(encoding="utf-8") as lines:
        for row in sorted(csv.DictReader(lines), key=lambda row: row["name_en"]):
            yield row["lgd_code"], row["name_en"], row["name_hi"]

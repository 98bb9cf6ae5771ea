"""Blocks that have the same name as another block (Dumri, Chainpur, Ramgarh), from the shipped places.

Known from the files, not from the table, so that a name in a list needs no query.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from jatan.kernel.localised import Localised


def shipped_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the shipped files (`facts/NAME.csv`)."""
    with (files("jatan.foundation.places") / "facts" / f"{name}.csv").open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def district_beside(block_lgd_code: int | None) -> Localised | None:
    """The district to write beside the name of this block; None where no other block has the name."""
    return _namesakes().get(block_lgd_code) if block_lgd_code else None


@cache
def _namesakes() -> Mapping[int, Localised]:
    """{LGD code of a block that has namesakes: its district}."""
    blocks = list(shipped_rows("blocks"))
    districts = {row["lgd_code"]: row for row in shipped_rows("districts")}
    shared = Counter(name for row in blocks for name in {row["name_hi"], row["name_en"].casefold()})
    return {
        int(row["lgd_code"]): Localised(hi=district["name_hi"], en=district["name_en"])
        for row in blocks
        if shared[row["name_hi"]] > 1 or shared[row["name_en"].casefold()] > 1
        for district in [districts[row["district_lgd_code"]]]
    }

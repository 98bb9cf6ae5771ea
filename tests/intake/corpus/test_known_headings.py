"""Every heading that the product is said to know is read as its field, among the other columns of the register."""

import random

import pytest

from jatan.intake.registers.recognise.layout import Layout, recognise
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from tests.intake.corpus.habits import Habits, Hand
from tests.intake.corpus.mutations import known_headings
from tests.intake.corpus.registers import COUNTS, KINDS, heading_in
from tests.intake.corpus.rows import Row, fill_rows

_LIKE_ONE_ANOTHER = {"awareness"} | {kind for kind in KINDS if "counts" in KINDS[kind].columns} - {"shg_meeting"}


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - _LIKE_ONE_ANOTHER | {"awareness"}))
@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_known_heading_is_read(kind: str, language: str) -> None:
    hand = Hand(random.Random(1), Habits(language=language, day_style="slashes"))
    register = KINDS[kind]
    fields = [name for name in (*register.columns, *register.others) if name not in ("counts", "unknown")]
    fields += COUNTS if "counts" in register.columns else ()
    forums = fill_rows(hand, "forums", ["forum", "formed_on"], 3)
    filled = fill_rows(hand, kind, fields, 6, forums)
    usual = [heading_in(kind, name)[language == "en"][0] for name in fields]
    wrong: list[str] = []
    tried = 0
    for at, name in enumerate(fields):
        for heading in known_headings(kind, name):
            tried += 1
            headings = [*usual[:at], heading, *usual[at + 1 :]]
            found = recognise(register.titles[language == "en"][0], [headings, *_values(filled, fields)], Vocabulary())
            if not isinstance(found, Layout) or dict(found.columns) != {one: n for n, one in enumerate(fields)}:
                wrong.append(f"{name}: {heading}: {found}")
    assert not wrong, "\n".join(wrong[:10])
    assert tried > 100 or kind in ("forums", "group_reach", "cases")


def _values(rows: list[Row], fields: list[str]) -> list[list[object]]:
    cells = [[row.cells.get(name) for name in fields] for row in rows]
    return [["" if cell is None else cell.value for cell in row] for row in cells]

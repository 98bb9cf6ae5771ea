"""Small files as the LGD site gives them, with what makes them hard: merged headings, zeros, namesakes, a junk tail."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

GUMLA = 349
HEADINGS = ("S No.", "Village LGD Code", "Village Version", "Village Name (In English)", "Village Name (In Local)",
            "Hierarchy", "Census 2001 Code", "Census 2011 Code")  # fmt: skip


def line(code: Any, name: str, local: str = "", block: str = "Basia", census: str = "") -> list[Any]:
    """One line of the list of villages of a state."""
    where = f"{block}(Sub-District) / Gumla(District) / Jharkhand(State)"
    return [1, code, 1, name, local, where, "", census]


BASIA = [
    line("0375001", "Bargadih", "बरगाडीह", census="00375001"),
    line("375002", "Naditoli", "", census="375002"),
    line(375003.0, "Nawatoli", "नवाटोली"),
    line("375004", "Nawatoli", "नवाटोली"),
    line("375005", "Kumhari", "कुम्हारी"),
    line("375006", "Turbunga", "तुरबुंगा", block="Bharno"),
]
TAIL = [
    ["", "", "", "Total", "", "", "", ""],
    ["Report generated on 12/05/2026"],
    [],
    ["", "", "", "", "", "", "", "*"],
]


def as_csv(path: Path, lines: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, above: int = 0) -> Path:
    """A CSV file with `above` lines of title before its headings."""
    out = io.StringIO()
    writer = csv.writer(out)
    for number in range(above):
        writer.writerow([f"List of all Villages of Jharkhand {number}"])
    writer.writerows([headings, *lines])
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    return path


def as_xlsx(path: Path, lines: Sequence[Sequence[Any]]) -> Path:
    """The list of villages with panchayats, its headings in two rows with merged cells above."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Village To Gram Panchayat Mapping"])
    sheet.append(["District", "", "Block", "", "Gram Panchayat", "", "Village", ""])
    for span in ("A2:B2", "C2:D2", "E2:F2", "G2:H2"):
        sheet.merge_cells(span)
    sheet.append(["Code", "Name", "Code", "Name", "Code", "Name", "Code", "Name"])
    for one in lines:
        sheet.append(list(one))
    book.save(path)
    return path

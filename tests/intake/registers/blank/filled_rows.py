"""Rows as a careful clerk fills them into a blank register: every column, and values that agree with each other."""

import datetime as dt
import random
from typing import Any

from django.utils.translation import override

from jatan.intake.registers.blank.columns import BlankColumn, BlankRegister, CellType
from jatan.programme.helpdesk.choices import Status

FIRST = dt.date(2024, 4, 1)
NAMES = ("सुनीता मुंडा", "अनिल उराँव", "Phulmani Tirkey", "बसंती कुमारी", "Rajesh Lohra", "मंगल सिंह")
TEXTS = ("नवापुर", "डुमरटोली", "Karra", "सीता 7", "टोला 12/3")
# Without them a record is taken in with a warning.
NOTED_WHERE_EMPTY = ("serial", "formed_on", "joined_on")
# The columns whose day comes after another one of the same row.
LATER_THAN = {
    "sent_on": "date",
    "resolved_on": "date",
    "closed_on": "date",
    "leaves_on": "date",
    "expected_return": "leaves_on",
    "returned_on": "leaves_on",
    "sanctioned_on": "applied_on",
    "received_on": "applied_on",
}


def filled_rows(register: BlankRegister, count: int, forums: list[str], *, seed: int = 7) -> list[dict[str, Any]]:
    """`count` rows as {column: value}. Optional cells are empty in some rows."""
    source = random.Random(f"{seed} {register.kind}")
    return [_row(register, number, source, forums) for number in range(1, count + 1)]


def _row(register: BlankRegister, number: int, source: random.Random, forums: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in register.columns:
        if column.is_needed or column.field in NOTED_WHERE_EMPTY or number == 1 or source.random() < 0.8:
            row[column.field] = _value(register.kind, column, number, row, source, forums)
    parts = [row[name] for name in ("women", "men", "girls", "boys") if name in row]
    if parts:
        row["total"] = sum(parts)
    elif "date" in row and "name" not in row and register.kind not in ("issues", "cases"):
        row["total"] = 14
    if "resolved_on" in row:
        row["status"] = _status(Status.RESOLVED)
    elif register.kind == "issues":
        row["status"] = _status(Status.RECEIVED)
    if "closed_on" in row or register.kind == "cases":
        row["status"] = "बंद" if "closed_on" in row else "जारी"
    if "returned_on" in row and "leaves_on" not in row:
        del row["returned_on"]
    return row


def _status(status: Status) -> str:
    with override("hi"):
        return str(status.label)


def _value(
    kind: str, column: BlankColumn, number: int, row: dict[str, Any], source: random.Random, forums: list[str]
) -> Any:
    if column.field == "forum":
        return f"फोरम {number} नवापुर" if kind == "forums" else source.choice(forums)
    if column.choices:
        return column.choices[number % len(column.choices)]
    if column.type is CellType.SERIAL:
        return number
    if column.field == "formed_on":
        return FIRST - dt.timedelta(days=number)
    if column.type is CellType.DATE:
        after = row.get(LATER_THAN.get(column.field, ""), FIRST)
        return after + dt.timedelta(days=source.randrange(1, 200))
    if column.type is CellType.NUMBER:
        return {"age": 19 + number % 30, "wage": 9_000 + 500 * (number % 9), "money_recovered": 4_000}.get(
            column.field, source.randrange(1, 13)
        )
    if column.type is CellType.PHONE:
        return f"94{source.randrange(10**7, 10**8)}"
    return {
        "name": f"{NAMES[number % len(NAMES)]} {number}",
        "guardian": source.choice(NAMES),
        "case_code": f"GUM/{number:03d}",
        "destination": ("दिल्ली", "मुंबई", "केरल")[number % 3],
        "reference_number": f"12/{number:04d}",
    }.get(column.field, source.choice(TEXTS))

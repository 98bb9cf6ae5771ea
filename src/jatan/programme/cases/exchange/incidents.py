"""Coded incidents in the columns of the GBVIMS Incident Recorder, without names, exact dates or villages."""

import csv
import datetime as dt
import functools
import io
import secrets
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import xlsxwriter

from jatan.kernel.problems import Problem
from jatan.kernel.workbook_options import IN_MEMORY
from jatan.programme.cases.exchange.archive import Reason, encrypted_zip, export_header
from jatan.programme.cases.exchange.csv_form import escape_formula
from jatan.programme.cases.exchange.levels import blind_id
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.records import unknown_field_problem
from jatan.programme.cases.exchange.standard import code_table

type Incident = Mapping[str, object]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@functools.cache
def columns() -> tuple[Mapping[str, Any], ...]:
    """Key, heading, kind and values of each column, in the Recorder's order."""
    text = (resources.files("jatan.programme.cases.exchange") / "incidents.toml").read_text(encoding="utf-8")
    book = tomllib.loads(text)
    return tuple(
        {**column, "kind": "code", "values": book["service"]["values"]} if column["kind"] == "service" else column
        for column in book["column"]
    )


def incident_rows(incidents: Sequence[Incident], key: bytes) -> list[list[str]]:
    """Headings, then a row for each incident. `key` blinds ids as in `levels.coded_record`.

    Raises Problem for an unknown column and for a value outside its list.
    """
    known = {column["key"] for column in columns()}
    for incident in incidents:
        if strange := set(incident) - known:
            raise unknown_field_problem().at(min(strange))
    return [
        [column["heading"] for column in columns()],
        *([_cell(column, incident.get(column["key"]), key) for column in columns()] for incident in incidents),
    ]


def incidents_csv(rows: Sequence[Sequence[str]]) -> str:
    """The rows as CSV, formulas escaped."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows([escape_formula(cell) for cell in row] for row in rows)
    return target.getvalue()


def incidents_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as an XLSX workbook of text cells."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, IN_MEMORY) as book:
        sheet = book.add_worksheet("Incident Data")
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, escape_formula(cell))
    return target.getvalue()


def write_incidents(
    incidents: Sequence[Incident], reason: Reason, *, mark: uuid.UUID | None = None
) -> tuple[bytes, str]:
    """The encrypted file and its passphrase: incidents with consent, in random order."""
    given = [incident for incident in incidents if incident.get("consent") == "Yes"]
    if not given:
        raise exchange_problem("nothing_to_share")
    secrets.SystemRandom().shuffle(given)
    rows = incident_rows(given, secrets.token_bytes(32))
    return encrypted_zip(
        {
            "about.json": export_header("incidents", reason, mark),
            "incidents.csv": incidents_csv(rows),
            "incidents.xlsx": incidents_workbook(rows),
        }
    )


def _cell(column: Mapping[str, Any], value: object, key: bytes) -> str:
    kind = column["kind"]
    if value is None or value == "" or kind == "empty":
        return ""
    if kind in ("code", "codes"):
        return _codes(column, value)
    if kind == "blinded" and isinstance(value, uuid.UUID):
        return blind_id(column["key"], str(value), key)
    if kind == "month" and isinstance(value, dt.date):
        return f"01-{_MONTHS[value.month - 1]}-{value.year}"
    if kind == "year" and isinstance(value, dt.date):
        return f"01-Jan-{value.year}"
    if kind == "count" and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 99:
        return str(value)
    if kind == "country" and isinstance(value, str) and value in code_table("countries"):
        return value
    if kind == "district" and isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 4:
        return value
    raise Problem("unreadable", field=column["key"])


def _codes(column: Mapping[str, Any], value: object) -> str:
    values: Sequence[str] = column["values"]
    given = value if column["kind"] == "codes" and isinstance(value, list | tuple) else [value]
    if any(one not in values for one in given):
        raise exchange_problem("unknown_code", candidates=values).at(column["key"])
    return " & ".join(str(one) for one in given)

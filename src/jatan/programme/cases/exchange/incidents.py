"""Coded incidents: the columns of the GBVIMS Incident Recorder, as rows of texts without a name, a day or a village."""

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
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.archive import Reason, about, packed
from jatan.programme.cases.exchange.csv_form import neutral
from jatan.programme.cases.exchange.levels import blinded
from jatan.programme.cases.exchange.records import unknown_field
from jatan.programme.cases.exchange.standard import table

__all__ = ["columns", "incident_rows", "incidents_csv", "incidents_workbook", "write_incidents"]

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
    """Headings, then a row for each incident. `key` blinds ids as in `levels.coded`.

    Raises Problem for a key that is no column and for a value outside its list.
    """
    known = {column["key"] for column in columns()}
    for incident in incidents:
        if strange := set(incident) - known:
            raise unknown_field().at(min(strange))
    return [
        [column["heading"] for column in columns()],
        *([_cell(column, incident.get(column["key"]), key) for column in columns()] for incident in incidents),
    ]


def incidents_csv(rows: Sequence[Sequence[str]]) -> str:
    """The rows as CSV; no cell can become a formula."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows([neutral(cell) for cell in row] for row in rows)
    return target.getvalue()


def incidents_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as a workbook: every cell a text."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("Incident Data")
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, neutral(cell))
    return target.getvalue()


def write_incidents(
    incidents: Sequence[Incident], reason: Reason, *, mark: uuid.UUID | None = None
) -> tuple[bytes, str]:
    """The encrypted file and its passphrase: those who gave consent, in an order that tells nothing."""
    given = [incident for incident in incidents if incident.get("consent") == "Yes"]
    if not given:
        raise Problem("nothing_to_share", _("There is nothing that may be shared for this purpose."))
    secrets.SystemRandom().shuffle(given)
    rows = incident_rows(given, secrets.token_bytes(32))
    return packed(
        {
            "about.json": about("incidents", reason, mark),
            "incidents.csv": incidents_csv(rows),
            "incidents.xlsx": incidents_workbook(rows),
        }
    )


def _cell(column: Mapping[str, Any], said: object, key: bytes) -> str:
    kind = column["kind"]
    if said is None or said == "" or kind == "empty":
        return ""
    if kind in ("code", "codes"):
        return _codes(column, said)
    if kind == "blinded" and isinstance(said, uuid.UUID):
        return blinded(column["key"], str(said), key)
    if kind == "month" and isinstance(said, dt.date):
        return f"01-{_MONTHS[said.month - 1]}-{said.year}"
    if kind == "year" and isinstance(said, dt.date):
        return f"01-Jan-{said.year}"
    if kind == "count" and isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= 99:
        return str(said)
    if kind == "country" and isinstance(said, str) and said in table("countries"):
        return said
    if kind == "district" and isinstance(said, str) and said.isascii() and said.isdigit() and len(said) <= 4:
        return said
    raise Problem("unreadable", field=column["key"])


def _codes(column: Mapping[str, Any], said: object) -> str:
    values: Sequence[str] = column["values"]
    given = said if column["kind"] == "codes" and isinstance(said, list | tuple) else [said]
    if any(one not in values for one in given):
        raise Problem(
            "unknown_code",
            _("This word is not in the standard's list. Choose one of the list."),
            field=column["key"],
            candidates=values,
        )
    return " & ".join(str(one) for one in given)

"""A full record, and one record for each code: what the tests of interchange send and read back."""

import datetime as dt

from jatan.kernel import clock
from jatan.programme.cases.exchange.records import Record
from jatan.programme.cases.exchange.standard import FIELDS, REPEATED, SECTIONS, Field
from jatan.programme.cases.exchange.values import Value

SAMPLE_VALUES = {
    "text": 'सोनी "की" बात; 12, घर',
    "long": '=SUM(A1)\nदूसरी पंक्ति, "उद्धरण"',
    "lookup": "-संस्था एक",
    "date": dt.date(2009, 2, 28),
    "check": False,
    "count": 3,
    "age": 15,
    "phone": "+919876543210",
    "latitude": -23.344101,
    "longitude": 85.309562,
    "country": "IN",
    "countries": ("NP", "IN"),
    "language": "sat",
    "district": "346",
    "districts": ("346", "0084"),
    "village": "378421",
    "quarter": "2026-Q4",
    "uuid": "0198f0a4-5b1e-7c3d-8f00-0123456789ab",
    "year": 2009,
    "instant": dt.datetime(2026, 3, 1, 10, 30, tzinfo=clock.INDIA),
}


def value_for(field: Field) -> Value:
    """Something that the field may hold."""
    if field.kind == "multi":
        return field.codes[:2]
    return field.codes[0] if field.kind == "pick" else SAMPLE_VALUES[field.kind]


def whole_record() -> Record:
    """Every field of the standard and of the profile, what repeats twice (the second time half filled)."""
    record = {}
    for section in SECTIONS:
        row = {name: value_for(field) for name, field in FIELDS.items() if field.section == section}
        rows = (row, dict(list(row.items())[:1])) if section in REPEATED else (row,)
        record[section] = rows
    return record


def every_code() -> list[tuple[str, str]]:
    """(field, code) for each field with a list and each code of its list."""
    return [(name, code) for name, field in FIELDS.items() for code in field.codes]

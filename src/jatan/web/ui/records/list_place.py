"""Where on its list somebody opened a record: carried from the record to its correction, and back to the same row.

The place is the query string of the list (filters, order and page: codes and ids alone), read from the page that led to
the record. What is no such code goes no further, and it is only ever put behind the address of the list itself.
"""

import re
import uuid
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from jatan.web.ui.form_page import page_of_form
from jatan.web.ui.forms.fields import day
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.records.desk import Desk

BACK: Final = "back"
_LONGEST: Final = 400
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:./-]{0,63}|-[a-z0-9_]{1,63}", re.ASCII)


def place_on_list(desk: Desk, request: StaffRequest) -> str:
    """The query string of the list from which this record was opened; "" where it was opened elsewhere."""
    given = request.GET.get(BACK, "")
    if not given:
        came_from = urlsplit(page_of_form(request))
        given = came_from.query if came_from.path == reverse(desk.url_name("list")) else ""
    if len(given) > _LONGEST:
        return ""
    days = {wanted.name for wanted in desk.filters if wanted.kind == "day"}
    given_pairs = ((name, value) for name, values in QueryDict(given).lists() for value in values[:1])
    pairs = [(name, _day_as_code(value) if name in days else value) for name, value in given_pairs]
    return urlencode([(name, value) for name, value in pairs if _NAME.fullmatch(name) and _CODE.fullmatch(value)])


def _day_as_code(text: str) -> str:
    """A day as it was typed, in whatever digits, as "2026-04-01"; unchanged if it is none."""
    try:
        found = day("").clean(text)
    except ValidationError:
        return text
    return found.isoformat() if found is not None else text


def list_url(desk: Desk, place: str, pk: uuid.UUID) -> str:
    """The list at this place, at the row."""
    root = reverse(desk.url_name("list"))
    return f"{root}?{place}#{row_anchor(pk)}" if place else root


def with_place(url: str, place: str) -> str:
    """The address of a page of the record, which leads back to this place."""
    return f"{url}?{urlencode({BACK: place})}" if url and place else url


def row_anchor(pk: Any) -> str:
    """What a row of a list is called in its page."""
    return f"row-{pk}"

"""What another house's letter or file says, put into words before it is taken in."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Role
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.importing import ImportLetter
from jatan.programme.cases.file.letter_bodies import ReferralLetter
from jatan.programme.cases.interchange.records import Parked, Record
from jatan.programme.cases.interchange.standard import FIELDS
from jatan.web.cases.showing import in_words

__all__ = ["of_import", "of_referral"]

# A part of the page: its heading, and (question, answer) pairs.
type Part = tuple[Any, list[tuple[Any, str]]]

_SECTIONS: Final = {
    "case": _("The case"),
    "person": _("Who she is"),
    "victim": _("What was done to her"),
    "consent": _("What she agreed to with them"),
    "organisation": _("Organisations"),
    "perpetrator": _("Who did it"),
    "referral": _("Referrals"),
    "comment": _("Notes"),
    "event": _("Where and when"),
    "plan": _("Plan and services"),
}


def of_referral(said: ReferralLetter) -> list[Part]:
    """The request first, with the number to call; then what they tell of her."""
    kind = kind_of("incoming")
    asked = ("way", "service", "urgency", "request", "told", "call_back", "answer_by")
    rows = [(kind.field(name).label, _answer(kind.field(name), getattr(said, name))) for name in asked]
    rows.insert(0, (_("kind"), str(CaseKind(said.kind).label)))
    rows.append((_("Who asks"), str(dict(Role.choices).get(said.asked_by, said.asked_by))))
    card = [(kind_of("identity").field(name).label, _plain(value)) for name, value in said.card.items()]
    parts: list[Part] = [(_("What they ask"), rows)]
    return [*parts, *([(_("How to reach her"), card)] if card else []), *_record(said.record), *_parked(said.parked)]


def of_import(said: ImportLetter) -> list[Part]:
    """From whom the file is, and everything it tells."""
    parts: list[Part] = [(_("The file"), [(_("From whom"), said.source), (_("Level"), said.level)])]
    return [*parts, *_record(said.record), *_parked(said.parked)]


def _record(record: Record) -> Iterable[Part]:
    for section, rows in record.items():
        pairs = [(FIELDS[name].label, _plain(value)) for row in rows for name, value in row.items()]
        if pairs:
            yield _SECTIONS[section], pairs


def _parked(parked: Iterable[Parked]) -> Iterable[Part]:
    """What could not be read. It is kept as it came."""
    pairs = [(one.field, one.said) for one in parked]
    if pairs:
        yield _("What could not be read"), pairs


def _answer(field: Any, value: Any) -> str:
    return in_words(field, value, _NO_FILE)


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "j E Y")
    return str(_("yes") if value is True else _("no") if value is False else value)


# Answers of a letter link to no entry, so no file is asked.
_NO_FILE: Any = None

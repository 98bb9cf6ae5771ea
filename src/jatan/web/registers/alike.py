"""A waiting row beside the record that it looks like."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor
from jatan.intake.registers import waiting_list
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.look_alikes.pairs import KINDS
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, alike_of
from jatan.intake.registers.translate.recorded_values import values_of_record
from jatan.intake.registers.translate.table import register
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.web.registers.oddities import record_url
from jatan.web.registers.values import Change, ShownValue, shown_cell, shown_value
from jatan.web.registers.words import column_label, in_order

# The records that a reader may see, by kind. Cases are compared by their codes alone.
_ROWS: Mapping[str, Callable[[Actor], QuerySet[Any]]] = {
    **{what: kind.rows for what, kind in KINDS.items()},
    "group": GROUP.rows,
    "membership": MEMBERSHIP.rows,
}


def alike_on_record(
    by: Actor, parked: ParkedRow, problems: Sequence[Mapping[str, Any]], cells: Mapping[str, Any]
) -> dict[str, Any]:
    """{"rows": what both say and where they differ, for changes.html; "url": of the record; "count":
    rows of this workbook that one yes is enough for}.

    `problems`: why the row waits, as stored or as just raised; `cells`: what it says now. {} where it looks like no
    record; no "rows" where that record is no longer there, or not for her to see. Of a case only its code is compared.
    """
    record_id = alike_of(problems) if parked.status == ParkedStatus.OPEN else None
    if record_id is None:
        return {}
    count = waiting_list.count_alike(by, parked) if parked.code == LOOKS_ALIKE else 0
    what = register(parked.kind).record
    if what not in _ROWS:
        code = shown_cell("case_code", cells.get("case_code", ""))
        return {"rows": [{"changes": [Change(column_label("case_code"), code, code)]}], "url": "", "count": count}
    record = _ROWS[what](by).filter(pk=record_id).first()
    if record is None:
        return {"is_gone": True}
    was = values_of_record(parked.kind, record, cells)
    always = {*kinds()[parked.kind].about, "total"}
    pairs = ((name, shown_value(was.get(name)), shown_cell(name, cell)) for name, cell in _ordered(cells))
    changes = [Change(column_label(name), *pair) for name, *pair in pairs if name in always or _differ(*pair)]
    url = record_url(record._meta.label_lower, record.pk, by)
    return {"rows": [{"changes": changes}], "url": url, "count": count}


def _ordered(cells: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, cells[name]) for name in in_order(cells) if name != "serial" and cells[name] != "")


def _differ(one: ShownValue | None, other: ShownValue | None) -> bool:
    values = [plain(str(shown.value)) if shown is not None else "" for shown in (one, other)]
    return values[0] != values[1]

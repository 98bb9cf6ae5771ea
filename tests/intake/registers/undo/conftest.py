"""Fixtures to undo runs of Gumla, and a digest of all that its tables hold."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import undoer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.undo.plan import UndoPlan
from jatan.intake.registers.undo.services import undo_run
from tests.cast import Cast

# When, and by which ids, a row was written differs between two houses with the same content.
_APART = frozenset({"recorded_at", "changed_at", "counted_at", "at", "closed_at", "decided_at"})
# Two people who may be one stand in the order of their ids (`suggestion_in_order`), which says who came earlier.
_PAIRS = frozenset({"people.suggestion", "people.sameperson"})
# Where a row stood in the newest workbook that has it, and in a problem of it its cell ("C4").
_PLACE_IN_WORKBOOK = frozenset({"sheet", "row_number", "serial", "columns"})
# Runs, learned words and the history of published numbers stay by intent. The index of spellings names nobody, and
# keeps what it learned when a person is withdrawn, too.
_LEFT_OUT = frozenset(
    {"registers.importrun", "registers.learnedmapping", "registers.repeatedrow", "indicators.recountcursor"}
    | {"people.namevariant", "indicators.publishedchange"}
)

type Rows = dict[str, list[str]]


def all_rows(organisation_id: Any) -> Rows:
    """{model: its live rows of an organisation, in order}: the values, a row that is pointed at by its own values.

    All tables but the ledger, runs, and who had which row too. Counts are brought up to date before.
    """
    recount_pending([organisation_id])
    with acting_as(undoer_for(organisation_id)):
        content: dict[Any, str] = {}
        found: Rows = {}
        tables = [
            model
            for model in apps.get_models()
            if any(one.column == "organisation_id" for one in model._meta.concrete_fields)
            and model._meta.app_label not in ("ledger", "access", "vault", "network")
            and model._meta.label_lower not in _LEFT_OUT
        ]
        live = {model: _live(model, organisation_id) for model in tables}
        for _round in range(3):  # of a group, of its meeting, of what was imported as the meeting
            for rows in live.values():
                for row in rows:
                    content[row.pk] = _values(row, content)
        for model, rows in live.items():
            if rows:
                found[model._meta.label_lower] = sorted(_values(row, content) for row in rows)
        found["localities"] = sorted(
            Place.objects.filter(recorded_by_organisation=organisation_id).values_list("fold", flat=True)
        )
    return found


def _live(model: Any, organisation_id: Any) -> list[Any]:
    rows = model._default_manager.filter(organisation_id=organisation_id)
    names = {one.name: one for one in model._meta.concrete_fields}
    if "withdrawn_at" in names:
        rows = rows.filter(withdrawn_at__isnull=True)
    for link in ("case", "person"):
        if link in names and names[link].is_relation and "withdrawn_at" not in names:
            rows = rows.filter(**{f"{link}__withdrawn_at__isnull": True})
    return list(rows)


def _values(row: Any, content: dict[Any, str]) -> str:
    values = {}
    for one in row._meta.concrete_fields:
        is_own_key = one.primary_key and not one.is_relation
        if is_own_key or one.name in _APART | _PLACE_IN_WORKBOOK | {"run"}:
            continue
        value = getattr(row, one.attname)
        value = content.get(value, value) if value.__hash__ else value
        if isinstance(value, dict):  # drawn at random for each case
            value = {name: part for name, part in value.items() if name != "facts_secret"}
        if one.name == "problems" and row._meta.label_lower == "registers.parkedrow":
            value = [{name: part for name, part in problem.items() if name != "cell"} for problem in value]
        values[one.name] = bytes(value).hex() if isinstance(value, bytes | memoryview) else value
    if row._meta.label_lower in _PAIRS:
        values["first"], values["second"] = sorted((values["first"], values["second"]), key=str)
    text = json.dumps(values, sort_keys=True, cls=DjangoJSONEncoder)
    return text if len(text) < 2000 else hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def rows_of_gumla(cast: Cast) -> Callable[[], Rows]:
    """All rows of Gumla, see `all_rows`."""
    return lambda: all_rows(cast.gumla.id)


@pytest.fixture
def newest_run(cast: Cast, behind_gumla: Any) -> Callable[[], ImportRun]:
    """Gumla's newest run."""

    def run() -> ImportRun:
        with behind_gumla():
            return ImportRun.objects.order_by("-id")[0]

    return run


@pytest.fixture
def undo(cast: Cast) -> Callable[[ImportRun], UndoPlan]:
    """Undo a run as Gumla's coordinator."""
    return lambda run: undo_run(run, by=cast.accounts["coordinator"].id, reason="wrong workbook")

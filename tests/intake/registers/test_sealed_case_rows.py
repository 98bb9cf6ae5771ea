"""An imported case register leaves no date and no block readable in any table."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.foundation.vault.letters import open_letter, waiting_letters
from jatan.intake.registers.models import ImportedRow, ParkedRow, ProposedCorrection, RowWarning
from jatan.intake.registers.reconcile.identity import digest, marks
from jatan.intake.registers.reconcile.sealed_kinds import rewrite_parked_tables
from jatan.intake.registers.repair import actions
from jatan.intake.registers.repair.many_rows import dismiss_rows, repair_rows
from jatan.programme.cases.models import Case, CaseFact, CaseWaiting
from jatan.programme.cases.register.letters import RegisterDates
from tests.cast import Cast
from tests.foundation.vault.vault_office import quickly_stretched
from tests.intake.registers.workbooks import write
from tests.programme.cases.case_office import CaseHouse, case_house

HEADER = ["S.No.", "Case code", "Date", "Type", "Follow-ups", "Status", "Closed on", "Block"]
BLOCK = "Palkot"
FIRST = [1, "GUM-1", "22/12/2022", "हिंसा", "११", "बंद", "9/3/2023", BLOCK]
SECOND = [2, "GUM-2", "14/02/2023", "Trafficking", "", "Open", "", ""]
REVEALING = ("2022-12-22", "22/12/2022", "22.12.2022", "2023-03-09", "9/3/2023", BLOCK, "2023-02-14")


def book(folder: Path, *rows: list[Any]) -> Path:
    return write(folder / "cases.xlsx", {"Case work": [HEADER, *rows]})


@pytest.fixture
def case_office(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseHouse]:
    quickly_stretched(monkeypatch)
    with case_house(cast, tmp_path) as house:
        yield house


def palkot_id() -> str:
    return str(Place.objects.get(level="block", name_en=BLOCK).pk)


def all_readable_rows(cast: Cast) -> str:
    """All rows that the office's importer can read, of all our tables except places, as JSON."""
    with acting_as(importer_for(cast.gumla.id)):
        tables = [model for model in apps.get_models() if model.__module__.startswith("jatan.") and model is not Place]
        rows = [list(model._default_manager.values()) for model in tables]
    return json.dumps(rows, cls=_Encoder, ensure_ascii=False)


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)


def test_no_date_or_block_is_readable_after_an_import_with_keys(
    cast: Cast, case_office: CaseHouse, tmp_path: Path, take_in: Any
) -> None:
    assert take_in(book(tmp_path, FIRST, SECOND))["cases"]["imported"] == 2
    text = all_readable_rows(cast)
    assert "GUM-1" in text
    assert [word for word in (*REVEALING, palkot_id()) if word in text] == []
    ring = case_office.ring("counsellor")
    with case_office.acting():
        opened_letters = [RegisterDates.opened(open_letter(ring, row)) for row in waiting_letters(ring)]
    assert {
        one.code: (one.opened_on, one.closed_on, one.follow_ups_reported, str(one.place)) for one in opened_letters
    } == {
        "GUM-1": (dt.date(2022, 12, 22), dt.date(2023, 3, 9), 11, palkot_id()),
        "GUM-2": (dt.date(2023, 2, 14), None, None, str(cast.gumla_district.id)),
    }


def test_dates_and_blocks_are_in_one_table_only_without_keys(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    take_in(book(tmp_path, FIRST, SECOND))
    with acting_as(importer_for(cast.gumla.id)):
        assert palkot_id() in str(list(CaseWaiting.objects.values_list("body", flat=True)))
        CaseWaiting.objects.all().delete()
    assert [word for word in (*REVEALING, palkot_id()) if word in all_readable_rows(cast)] == []


def test_a_column_that_nothing_asks_for_is_not_kept_of_a_case(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    path = write(tmp_path / "cases.xlsx", {"Case work": [[*HEADER, "Qq xx zz"], [*SECOND, "a day or a village"]]})
    counts = take_in(path)["cases"]
    assert (counts["imported"], counts["unknown_columns"]) == (1, ["Qq xx zz"])
    assert "a day or a village" not in all_readable_rows(cast)


def test_digests_of_case_rows_are_keyed_against_guessing_dates(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(book(tmp_path, SECOND))
    cells = {"case_code": "GUM-2", "date": dt.date(2023, 2, 14), "case_kind": "Trafficking", "status": "Open"}
    with behind_gumla():
        row = ImportedRow.objects.get()
    assert (bytes(row.identity), row.marks) == (digest("cases", cells), marks("cases", cells))
    assert bytes(row.identity) != digest("issues", cells)
    assert row.marks["date"] != crc32(b"2023-02-14")
    assert not set(row.marks.values()) & set(marks("issues", cells).values())


def test_importing_the_same_case_workbook_twice_changes_nothing(
    cast: Cast, case_office: CaseHouse, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    take_in(book(tmp_path, FIRST, SECOND))
    again = take_in(book(tmp_path, [7, *SECOND[1:]], [8, *FIRST[1:]]))["cases"]
    assert (again["imported"], again["already_in"]) == (0, 2)
    with behind_gumla():
        assert (Case.objects.count(), CaseFact.objects.count()) == (2, 2)


@pytest.mark.parametrize("has_keys", [False, True])
def test_accepted_correction_changes_sealed_dates(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, has_keys: bool, request: pytest.FixtureRequest
) -> None:
    house: CaseHouse | None = request.getfixturevalue("case_office") if has_keys else None
    take_in(book(tmp_path, FIRST, SECOND))
    changed = [*FIRST]
    changed[2] = "03/01/2023"
    assert take_in(book(tmp_path, changed, SECOND))["cases"]["proposed"] == 1
    with behind_gumla():
        correction = ProposedCorrection.objects.get()
    assert correction.fields == ["date"]
    with acting_as(cast.actor("coordinator")) as by:
        actions.accept_correction(by=by, correction=correction)
        assert correction.cells == {}
    with behind_gumla():
        case = Case.objects.get(code="GUM-1")
        waits = [RegisterDates.from_json(row.body) for row in CaseWaiting.objects.filter(case=case)]
    assert case.opened_quarter == dt.date(2023, 1, 1)
    if house is None:
        assert [one.opened_on for one in waits] == [dt.date(2023, 1, 3)]
    else:
        ring = house.ring("counsellor")
        with house.acting():
            opened_letters = [RegisterDates.opened(open_letter(ring, row)) for row in waiting_letters(ring)]
        assert [(one.opened_on, one.corrects) for one in opened_letters if one.corrects] == [
            (dt.date(2023, 1, 3), frozenset({"opened_on"}))
        ]
    assert take_in(book(tmp_path, changed, SECOND))["cases"]["already_in"] == 2


def test_rejected_correction_is_emptied(cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(book(tmp_path, FIRST, SECOND))
    changed = [*FIRST]
    changed[2] = "03/01/2023"
    take_in(book(tmp_path, changed, SECOND))
    with behind_gumla():
        correction = ProposedCorrection.objects.get()
        assert correction.cells["date"] == "03/01/2023"
    with acting_as(cast.actor("coordinator")) as by:
        actions.reject_correction(by=by, correction=correction)
    assert correction.cells == {}
    assert take_in(book(tmp_path, changed, SECOND))["cases"]["dismissed"] == 1


def test_parked_case_row_is_emptied_when_closed(cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    rows = [[n, f"GUM-{n}", "31/02/2023", "हिंसा", "", "Open", "", BLOCK] for n in range(1, 4)]
    assert take_in(book(tmp_path, *rows))["cases"]["refused"] == {"no_such_date": 3}
    with behind_gumla():
        repaired, dismissed, waits = ParkedRow.objects.order_by("row_number")
        assert waits.cells["block"] == BLOCK
    with acting_as(cast.actor("coordinator")) as by:
        actions.repair_row(by=by, parked=repaired, cells={"date": "28/02/2023"})
        actions.dismiss_row(by=by, parked=dismissed, reason="खाली पंक्ति")
    with behind_gumla():
        for row in (repaired, dismissed):
            row.refresh_from_db()
            assert (row.cells, [one["message"] for one in row.problems]) == ({}, [""])
        waits.refresh_from_db()
        assert waits.cells["date"] == "31/02/2023"
    again = take_in(book(tmp_path, rows[1], rows[2]))["cases"]
    assert (again["dismissed"], again["still_parked"]) == (1, 1)


def test_parked_case_rows_are_emptied_when_many_are_closed(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    rows = [[n, f"GUM-{n}", "31/02/2023", "हिंसा", "", "Open", "", BLOCK] for n in range(1, 6)]
    take_in(book(tmp_path, *rows))
    with behind_gumla():
        ids = list(ParkedRow.objects.order_by("row_number").values_list("pk", flat=True))
    with acting_as(cast.actor("coordinator")) as by:
        result = repair_rows(by=by, changes={pk: {"date": "28/02/2023"} for pk in ids[:2]})
        assert result.recorded == 2
        assert dismiss_rows(by=by, ids=ids[2:4], reason="खाली पंक्ति") == (2, 0)
    with behind_gumla():
        assert Case.objects.count() == 2
        closed = ParkedRow.objects.filter(pk__in=ids[:4])
        assert [(row.cells, [one["message"] for one in row.problems]) for row in closed] == [({}, [""])] * 4
        assert ParkedRow.objects.get(pk=ids[4]).cells["block"] == BLOCK


def test_warning_keeps_only_a_word_that_can_be_mapped(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    odd = [3, "GUM-3", "12/03/2022 to 15/03/2022", "गोदना", "", "9.3.22 गोदना", "", ""]
    take_in(book(tmp_path, FIRST, SECOND, odd))
    with behind_gumla():
        warnings = {(row.code, row.field): row.detail for row in RowWarning.objects.all()}
    assert warnings[("value_not_recognised", "case_kind")] == "गोदना"
    del warnings[("value_not_recognised", "case_kind")]
    assert warnings == {("several_days", "date"): "", ("value_not_recognised", "status"): ""}


def test_tables_of_parked_rows_can_be_rewritten(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(book(tmp_path, [1, "GUM-1", "31/02/2023", "हिंसा", "", "Open", "", BLOCK]))
    with behind_gumla():
        assert rewrite_parked_tables()
        assert ParkedRow.objects.get().cells["block"] == BLOCK

"""Which new rows are versions of earlier ones: never those of another person, date or case."""

from typing import Any

import pytest

from jatan.intake.registers.recognise.rows import Cell
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.reconcile.identity import marks
from jatan.intake.registers.reconcile.matches import Content, match_rows

MEETING: dict[str, Cell] = {
    "date": "12/03/2022", "block": "Basia", "village": "Navapur", "group_name": "Navapur SHG", "topic": "COVID",
    "women": 12.0, "total": 12.0,
}  # fmt: skip
MEMBER: dict[str, Cell] = {
    "forum": "Navapur Forum", "name": "Sita Devi", "guardian": "Ram Oraon", "sex": "F", "age": 30.0, "block": "Basia",
}  # fmt: skip
CASE: dict[str, Cell] = {"case_code": "GM-1", "date": "12/03/2022", "case_kind": "trafficking", "status": "open"}
CALL: dict[str, Cell] = {
    "date": "12/03/2022", "name": "Sita Devi", "phone": "9876543210", "sex": "F", "block": "Basia", "issue": "wages",
}  # fmt: skip
BY_KIND = {"shg_meeting": MEETING, "forum_members": MEMBER, "cases": CASE, "issues": CALL}


def _paired(kind: str, later: dict[str, Cell], **earlier_options: Any) -> bool:
    options = {"is_later": True, "is_among_known": True} | earlier_options
    earlier = Content(marks(kind, BY_KIND[kind]), "5", **options)
    new = Content(marks(kind, BY_KIND[kind] | later), "5", is_later=True)
    return bool(match_rows([new], [earlier], kinds()[kind].who))


@pytest.fixture(autouse=True)
def _plain_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "jatan.intake.registers.reconcile.identity.SEALED_KINDS", frozenset()
    )  # keyed digests need an installation's secret


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("shg_meeting", {"women": 50.0, "total": 50.0}),
        ("shg_meeting", {"date": "13/03/2022"}),
        ("forum_members", {"name": "Sita Kumari"}),
        ("forum_members", {"name": "Sita Kumari", "age": 31.0}),
        ("cases", {"status": "closed"}),
        ("cases", {"case_code": "GM-11"}),
        ("issues", {"issue": "accident", "sex": "M"}),
        ("issues", {"name": "Gita Devi", "issue": "accident"}),
    ],
)
def test_corrected_row_is_the_same_row(kind: str, changes: dict[str, Cell]) -> None:
    assert _paired(kind, changes)


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        ("shg_meeting", {"date": "12/04/2022", "women": 14.0, "total": 14.0}),
        ("shg_meeting", {"date": "12/04/2022", "topic": "Schemes"}),
        ("shg_meeting", {"block": "Palkot", "village": "B", "group_name": "B SHG", "women": 4.0, "total": 4.0}),
        ("forum_members", {"name": "Gita Devi", "guardian": "Soma Munda"}),
        ("cases", {"case_code": "GM-11", "status": "closed"}),
        ("cases", {"date": "12/03/2023", "status": "closed"}),
        ("issues", {"date": "12/04/2022", "issue": "accident"}),
    ],
)
def test_different_row_with_the_same_serial_is_another_row(kind: str, other: dict[str, Cell]) -> None:
    assert not _paired(kind, other)


@pytest.mark.parametrize(
    ("kind", "other"),
    [("shg_meeting", {"date": "12/04/2022"}), ("forum_members", {"name": "Gita", "guardian": "Soma"}),
     ("cases", {"case_code": "GM-11"}), ("issues", {"date": "12/04/2022"})],
)  # fmt: skip
def test_other_date_or_name_in_a_new_sheet_is_another_row(kind: str, other: dict[str, Cell]) -> None:
    assert not _paired(kind, other, is_among_known=False)


def test_parked_row_matches_when_its_faulty_column_changed() -> None:
    wrong = {"is_open": True, "is_among_known": False}
    assert _paired("shg_meeting", {"date": "28/02/2022"}, faulty=frozenset({"date"}), **wrong)
    assert _paired("cases", {"case_code": "GM-11"}, faulty=frozenset({"case_code"}), **wrong)
    assert _paired("shg_meeting", {"date": "28/02/2022", "block": "Palkot"}, faulty=frozenset({"block"}), **wrong)
    assert not _paired("shg_meeting", {"date": "28/02/2022"}, faulty=frozenset({"block"}), **wrong)


@pytest.mark.parametrize("serial", ["5", ""])
@pytest.mark.parametrize("is_later", [True, False])
def test_row_with_added_cells_is_the_same_row(serial: str, is_later: bool) -> None:
    earlier = Content(marks("shg_meeting", {"date": "12/03/2022", "total": 12.0}), serial, is_later=True)
    grown = Content(marks("shg_meeting", MEETING), serial, is_later)
    another = Content(marks("shg_meeting", MEETING | {"date": "12/04/2022"}), serial, is_later)
    assert match_rows([another, grown], [earlier]) == {1: 0}

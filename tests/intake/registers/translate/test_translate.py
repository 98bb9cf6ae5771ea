"""The record that a row becomes, and the reasons that park it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.models import ParkedRow, RowWarning
from jatan.programme.activities.models import Activity
from jatan.programme.cases.models import CaseWaiting
from jatan.programme.cases.register.letters import RegisterDates
from jatan.programme.cases.register.selectors import cases
from jatan.programme.groups.models import Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.schemes.models import Linkage
from tests.intake.registers.workbooks import meeting, meetings, write

FORUMS = ["S.No.", "Forum", "Block", "Village", "Formed on"]
MEMBERS = ["S.No.", "Forum", "Name", "Father/Husband", "Sex", "Age", "Mobile", "Village", "Joined on"]
ISSUES = ["S.No.", "Date", "Name", "Sex", "Age", "Village", "Issue", "Referred to", "Status", "Resolved on"]
CASES = ["S.No.", "Case code", "Date", "Type", "Follow-ups", "Status"]
LINKAGES = ["S.No.", "Name", "Sex", "Age", "Village", "Block", "Scheme", "Applied on", "Benefit received on"]
JOURNEYS = ["S.No.", "Date", "Name", "Age", "Block", "Destination", "Work", "Leaves on", "Expected return"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (meeting(1, women=-2, total=5), "negative_number"),
        (meeting(1, women=10, men=5, total=12), "parts_exceed_total"),
        (meeting(1, date="05/01/2041"), "date_in_future"),
        (meeting(1, date="31/02/2023"), "no_such_date"),
        (meeting(1, block="Xyzabad"), "unknown_place"),
        (meeting(1, date=""), "missing_required"),
        (meeting(1, women="many", total="many"), "unreadable"),
        (meeting(1, date="last Tuesday"), "unreadable"),
    ],
)
def test_each_reason_parks_the_row_without_a_record(
    tmp_path: Path, take_in: Any, behind_gumla: Any, row: list[Any], code: str
) -> None:
    counts = take_in(meetings(tmp_path / "a.xlsx", row))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (0, {code: 1})
    with behind_gumla():
        assert ParkedRow.objects.get().code == code
        assert not Activity.objects.exists()


def test_row_with_two_problems_is_counted_once_with_both(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    row = meeting(1, date="31/02/2023", block="Xyzabad")
    assert take_in(meetings(tmp_path / "a.xlsx", row))["shg_meeting"]["refused"] == {"no_such_date": 1}
    with behind_gumla():
        parked = ParkedRow.objects.get()
    assert [problem["code"] for problem in parked.problems] == ["no_such_date", "unknown_place"]
    assert parked.cells["block"] == "Xyzabad"


def test_a_meeting_is_recorded_as_written(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    row = meeting("१", "१२/०३/२०२२", "बसिया", "१०", "१,०१०", topic="मानव तस्करी")
    take_in(meetings(tmp_path / "a.xlsx", row, sheet="Awareness programme"))
    with behind_gumla():
        row = Activity.objects.select_related("place").get()
    assert (row.kind, row.held_on, row.place.name_en, row.women, row.total) == (
        "awareness", dt.date(2022, 3, 12), "Basia", 10, 1010,
    )  # fmt: skip
    assert (row.village, row.group_name, row.group, row.theme, row.topic) == (
        "Navapur", "Navapur Mahila Mandal", None, "trafficking", "मानव तस्करी",
    )  # fmt: skip


def test_parts_alone_or_a_total_alone_are_enough(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    parts = write(tmp_path / "p.xlsx", {"SHG": [["Date", "Women", "Men"], ["12/03/2022", 4, 3]]})
    total = write(tmp_path / "t.xlsx", {"SHG": [["Date", "Total participants"], ["13/03/2022", 9]]})
    assert take_in(parts)["shg_meeting"]["participants"] == 7
    assert take_in(total)["shg_meeting"]["participants"] == 9
    with behind_gumla():
        assert list(Activity.objects.order_by("held_on").values_list("women", "girls")) == [(4, None), (None, None)]


def test_members_join_the_forum_of_the_same_workbook_with_warnings(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    forum = "छोटापुर प्रवासी फोरम 1"
    members = [
        [1, forum, "Somari Oraon", "Etwa Oraon", "F", "35 वर्ष", "9876543210", "Chhotapur", "01/05/2021"],
        [2, forum, "Etwa Oraon", "", "पुरुष", 40, "12", "Chhotapur", ""],
        [3, "Nowhere Forum 9", "Birsa Munda", "", "M", 40, "", "", "01/05/2022"],
    ]
    path = write(
        tmp_path / "a.xlsx",
        {"Forum members": [MEMBERS, *members], "Migrant forums": [FORUMS, [1, forum, "बसिया", "छोटापुर", "21/12/2021"]]},
    )
    counts = take_in(path)
    assert counts["forums"]["imported"] == 1
    assert counts["forum_members"]["imported"] == 2
    assert counts["forum_members"]["refused"] == {"missing_required": 1}
    assert counts["forum_members"]["warnings"] == {
        "joined_before_formed": 1,
        "joined_without_date": 1,
        "phone_unreadable": 1,
    }
    with behind_gumla():
        joined = Membership.objects.select_related("person", "group", "place").get(joined_on=dt.date(2021, 5, 1))
        assert ParkedRow.objects.get().problems[0]["candidates"] == [forum]
        undated = Membership.objects.select_related("person").get(joined_on=None).person
    assert (joined.person.name, joined.person.age, joined.person.age_on) == ("Somari Oraon", 35, dt.date(2021, 5, 1))
    assert (undated.age, undated.age_on) == (40, None)
    assert (joined.group.name, joined.place.level, joined.village) == (forum, "district", "Chhotapur")


def test_meeting_links_only_to_a_unique_group_of_its_name(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    header = ["S.No.", "Date", "Block", "Group name", "Total"]
    names = ["Navapur Forum", "Twin Forum", "Navapur"]
    held = [[n, f"{n + 11}/03/2022", "Basia", name, 5] for n, name in enumerate(names, start=1)]
    formed = [("Navapur Forum", "Navapur"), ("Twin Forum", "A"), ("Twin Forum", "B")]
    forums = [[n, name, "Basia", village, "01/01/2022"] for n, (name, village) in enumerate(formed, start=1)]
    path = write(tmp_path / "a.xlsx", {"Forum meetings": [header, *held], "Migrant forums": [FORUMS, *forums]})
    assert take_in(path)["forum_meeting"]["unlinked_groups"] == 2
    with behind_gumla():
        linked = list(Activity.objects.order_by("held_on").values_list("group__name", "group_name"))
    assert linked == [("Navapur Forum", "Navapur Forum"), (None, "Twin Forum"), (None, "Navapur")]


def test_issues_are_imported_with_their_status(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    rows = [
        [1, "12/03/2022", "Somari", "F", 30, "Navapur", "मजदूरी नहीं मिली", "Labour office", "Resolved", "12/05/2022"],
        [2, "12/03/2022", "Etwa", "M", 30, "Navapur", "Registration", "", "Pending", ""],
        [3, "12/03/2022", "Etwa", "M", 30, "Navapur", "Snake bite", "Forest guard", "लंबित", ""],
        [4, "12/03/2022", "Etwa", "M", 30, "Navapur", "Violence", "", "Resolved", ""],
        [5, "12/03/2022", "Etwa", "M", 30, "Navapur", "Violence", "", "", "01/03/2022"],
    ]
    counts = take_in(write(tmp_path / "a.xlsx", {"Help desk": [ISSUES, *rows]}))["issues"]
    assert (counts["imported"], counts["resolved"]) == (5, 2)
    assert counts["warnings"] == {"resolved_before_received": 1, "resolved_without_date": 1, "value_not_recognised": 2}
    with behind_gumla():
        kept = list(Issue.objects.order_by("id").values_list("kind", "sent_to", "status"))
        odd = Issue.objects.get(kind_as_written="Snake bite")
    assert kept == [
        ("unpaid_wages", "labour_office", "resolved"), ("registration", "", "received"), ("other", "other", "sent"),
        ("violence", "", "resolved"), ("violence", "", "resolved"),
    ]  # fmt: skip
    assert odd.sent_to_as_written == "Forest guard"


def test_closed_case_without_date_gets_no_date(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    rows = [
        [1, "GUM-1", "12/03/2022", "हिंसा", "११", "बंद"],
        [2, "GUM-2", "12/03/2022", "Trafficking", "", "Open"],
        [3, "GUM-2", "13/03/2022", "लापता", 1, "जारी"],
    ]
    counts = take_in(write(tmp_path / "a.xlsx", {"Case work": [CASES, *rows]}))["cases"]
    assert counts["imported"] == 3
    assert counts["warnings"] == {"case_code_twice": 1, "closed_without_date": 1}
    with behind_gumla() as importer:
        open_rows = {row.pk: row.kind for row in cases(importer)}
        dates = [RegisterDates.from_json(body) for body in CaseWaiting.objects.values_list("body", flat=True)]
    assert sorted(open_rows.values()) == ["missing_person", "trafficking", "violence"]
    kept = {one.kind: (one.opened_on, one.is_closed, one.closed_on, one.follow_ups_reported) for one in dates}
    assert kept == {
        "violence": (dt.date(2022, 3, 12), True, None, 11),
        "trafficking": (dt.date(2022, 3, 12), False, None, None),
        "missing_person": (dt.date(2022, 3, 13), False, None, 1),
    }


def test_received_benefit_is_counted_and_unknown_scheme_kept(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    rows = [
        [1, "Somari", "F", 30, "Navapur", "Basia", "पेंशन", "12/03/2022", "12/05/2022"],
        [2, "Etwa", "M", 30, "Navapur", "Basia", "Ration card", "12/03/2022", ""],
        [3, "Karma", "M", 30, "Navapur", "Basia", "Moon landing grant", "12/03/2022", "11/03/2022"],
    ]
    counts = take_in(write(tmp_path / "a.xlsx", {"Scheme linkage": [LINKAGES, *rows]}))["beneficiaries"]
    assert (counts["imported"], counts["received"]) == (3, 2)
    assert counts["warnings"] == {"received_before_applied": 1, "value_not_recognised": 1}
    with behind_gumla():
        kept = list(Linkage.objects.order_by("id").values_list("scheme", "scheme_as_written", "person__name"))
    assert kept == [
        ("pension", "पेंशन", "Somari"),
        ("ration_card", "Ration card", "Etwa"),
        ("other", "Moon landing grant", "Karma"),
    ]


def test_future_leaving_and_return_are_valid_and_a_minor_is_a_warning(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    rows = [
        [1, "12/03/2022", "Somari", 15, "Basia", "तिरुपुर", "सिलाई", "12/05/2041", "12/05/2042"],
        [2, "12/03/2022", "Etwa", 30, "Basia", "Atlantis", "Fishing", "01/03/2022", "01/02/2022"],
        [3, "12/03/2041", "Karma", 30, "Basia", "Delhi", "Fishing", "", ""],
    ]
    counts = take_in(write(tmp_path / "a.xlsx", {"Migrant register": [JOURNEYS, *rows]}))["journeys"]
    assert (counts["imported"], counts["refused"]) == (2, {"date_in_future": 1})
    assert counts["warnings"] == {
        "destination_unknown": 1, "leaves_before_registered": 1, "minor_travelling": 1, "returns_before_leaving": 1,
    }  # fmt: skip
    with behind_gumla():
        kept = list(
            Journey.objects.order_by("id").values_list("destination__name_en", "destination_as_written", "work")
        )
        assert RowWarning.objects.filter(code="minor_travelling").count() == 1
    assert kept == [("Tiruppur", "तिरुपुर", "garment"), (None, "Atlantis", "fishing")]

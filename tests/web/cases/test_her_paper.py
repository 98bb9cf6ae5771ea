"""Her printed copy has helpful data, and nothing that identifies her or what happened."""

import datetime as dt
import io

import pypdf
import pytest
from django.utils.translation import override

from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.journeys.help_numbers import HelpNumber
from jatan.web.cases.export_paper import Paper, as_pdf, parts_of
from tests.pdf_text import text_of
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.two_offices import CARD

pytestmark = pytest.mark.django_db
SOON = clock.now() + dt.timedelta(days=3)


def full_case(house: CaseHouse) -> OpenCaseFile:
    """A case with goals, services, days, and things that belong on no paper."""
    found = house.write(house.open_case(), "identity", CARD)
    found = house.write(found, "note", {"about": "पहली बातचीत", "text": "ठेकेदार ने मारा"})
    found = house.write(found, "goal", {"words": "सिलाई सीखना", "state": "open"})
    found = house.write(found, "goal", {"words": "दिल्ली जाना", "state": "dropped", "state_on": "05/10/2026"})
    service = {"kind": "legal", "state": "appointment", "appointment_at": SOON, "provider": "वकील राम", "what": "FIR"}
    found = house.write(found, "service", service)
    return house.write(found, "service", {"kind": "shelter", "state": "declined", "her_reason": "डर"})


def test_it_says_her_goals_services_and_days_and_nothing_else_of_the_file(house: CaseHouse) -> None:
    text = str(parts_of(full_case(house).file))
    assert "सिलाई सीखना" in text
    for word in (*CARD["name"].split(), CARD["village"], CARD["phone"], "ठेकेदार", "दिल्ली", "वकील", "FIR", "डर"):
        assert word not in text, word


def test_what_is_over_or_past_is_not_on_it(house: CaseHouse) -> None:
    case_file = full_case(house)
    with clock.frozen_at(SOON + dt.timedelta(hours=1)):
        assert len(parts_of(case_file.file)) == 2
    assert parts_of(house.open_case().file) == []


def test_her_days_stand_in_their_order(house: CaseHouse) -> None:
    case_file = full_case(house)
    later = {"kind": "medical", "state": "appointment", "appointment_at": SOON + dt.timedelta(days=9)}
    case_file = house.write(case_file, "service", later)
    today = clock.today()
    for days in (1, 5, 20):
        meet = {
            "on": today,
            "how": "phone",
            "which": "other",
            "safe": "yes",
            "next_on": today + dt.timedelta(days=days),
        }
        case_file = house.write(case_file, "follow_up", meet)
        lines = next(lines for title, lines in parts_of(case_file.file) if len(lines) == 3)
        again = [number for number, line in enumerate(lines) if "," not in line]
        assert again == [{1: 0, 5: 1, 20: 2}[days]], lines


def test_days_stand_in_their_order(house: CaseHouse) -> None:
    case_file = full_case(house)
    follow_up = {"on": clock.today(), "reached": "yes", "next_on": clock.today() + dt.timedelta(days=1)}
    kind = kind_of("follow_up")
    given = {name: value for name, value in follow_up.items() if name in {field.name for field in kind.fields}}
    mine = house.by("counsellor"), house.ring("counsellor")
    case_file, _entry = store_entry(*mine, case_file, kind, given, None)
    days = parts_of(case_file.file)[-1][1]
    assert len(days) == 2
    assert "FIR" not in str(days)
    with override("en"):
        assert parts_of(case_file.file)[-1][1][0].endswith("we meet or speak again")


@pytest.mark.parametrize("language", ["hi", "en"])
def test_it_is_set_in_either_language_with_numbers_to_call(house: CaseHouse, language: str) -> None:
    case_file = full_case(house)
    numbers = [HelpNumber("childline", "1098", "बच्चों के लिए")]
    paper = Paper(
        file=case_file.file, language=language, offices=[("दफ़्तर", "06524222333")], numbers=numbers, mark="abc123"
    )
    content = as_pdf(paper)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    text = text_of(content)
    for word in ("1098", "06524222333", "abc123", "My paper" if language == "en" else "कागज़"):
        assert word in text, word
    assert case_file.case.code not in text


def test_a_great_many_goals_go_on_to_the_next_sheet(house: CaseHouse) -> None:
    case_file = house.open_case()
    for number in range(40):
        case_file = house.write(case_file, "goal", {"words": f"लक्ष्य {number} " + "बहुत लंबी बात " * 8, "state": "open"})
    content = as_pdf(Paper(file=case_file.file, language="hi", offices=[], numbers=[], mark="x"))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 1

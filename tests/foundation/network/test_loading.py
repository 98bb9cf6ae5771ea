"""Loading a network file is idempotent and all-or-nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members, organisation_for_workbook, secretariat
from jatan.foundation.network.services import load_network
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem, Problems

pytestmark = pytest.mark.django_db


def document(**more: Any) -> dict[str, Any]:
    gumla = Place.objects.get(level="district", name_en="Gumla").lgd_code
    member = {
        "code": "X01",
        "name_en": "First",
        "name_hi": "पहली",
        "districts": [gumla],
        "member_since": "2021-04-01",
        "workbook": "01-first.xlsx",
        "centre": {"name_en": "Centre", "name_hi": "केंद्र", "opened_on": "2021-05-01"},
    }
    return {"network": {"name_en": "Network", "name_hi": "नेटवर्क"}, "organisations": [member | more]}


def test_second_load_creates_nothing() -> None:
    assert load_network(document()).created == 2
    assert load_network(document()).created == 0
    member = members().get(code="X01")
    assert (member.districts.count(), member.centres.count()) == (1, 1)
    assert organisation_for_workbook("01-first.xlsx") == member
    assert secretariat() is not None


def test_changed_name_is_updated() -> None:
    load_network(document())
    load_network(document(name_en="Renamed"))
    assert Organisation.objects.get(code="X01").name_en == "Renamed"


def test_unknown_district_changes_nothing() -> None:
    with pytest.raises(Problem) as raised:
        load_network(document(districts=[999_999]))
    assert raised.value.code == "unknown_place"
    assert not Organisation.objects.filter(code="X01").exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"organisations": {}}', '{"network": 3, "organisations": []}'])
def test_other_files_are_refused_as_unreadable(text: str, tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((Problem, Problems)) as raised:
        load_network(path)
    assert "unreadable" in str(raised.value)


def test_file_is_read_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    path.write_text(json.dumps(document(), ensure_ascii=False), encoding="utf-8")
    load_network(path)
    assert Organisation.objects.get(code="X01").name_hi == "पहली"

"""A practice house shows the names of the real network; codes, districts and records stay the demo's."""

from typing import Any

import pytest

from jatan.demo import plan
from jatan.foundation.network.network_file import EXAMPLE
from jatan.foundation.network.services import load_network

pytestmark = pytest.mark.django_db


def members(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["code"]: entry for entry in document["organisations"]}


def test_names_are_taken_by_district_and_nothing_else_is() -> None:
    before: dict[str, Any] = plan.network_document()
    after: dict[str, Any] = plan.network_document(EXAMPLE)
    assert after["network"] == EXAMPLE["network"]
    names = {code: entry["name_en"] for code, entry in members(after).items()}
    # Gumla and Simdega belong to one member of the example, Khunti to the other; the rest keep the demo's names.
    assert (names["D03"], names["D04"]) == ("Gumla Village Development Society",) * 2
    assert names["D02"] == "Khunti Women's Society"
    assert names["D01"] == members(before)["D01"]["name_en"]
    for code, entry in members(after).items():
        for word in ("districts", "workbook", "member_since"):
            assert entry[word] == members(before)[code][word]


def test_the_renamed_network_is_loaded_over_the_demo() -> None:
    load_network(plan.network_document())
    assert load_network(plan.network_document(EXAMPLE)).created == 0

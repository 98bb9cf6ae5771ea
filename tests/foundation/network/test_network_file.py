"""Network files: everything that is wrong is found at once, with its path, and nothing is changed."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator

from jatan.foundation.network.models import Organisation
from jatan.foundation.network.network_file import EXAMPLE, SCHEMA, Districts, network_problems
from jatan.foundation.network.selectors import members
from jatan.foundation.network.services import load_network
from jatan.kernel.problems import Problem, Problems

pytestmark = pytest.mark.django_db


def changed(**words: Any) -> dict[str, Any]:
    """The example with words of its first member in place of its own; None takes a word out."""
    document: dict[str, Any] = copy.deepcopy(dict(EXAMPLE))
    document["organisations"][0] |= words
    for word, value in words.items():
        if value is None:
            del document["organisations"][0][word]
    return document


def found(document: Any) -> list[tuple[str | None, str]]:
    return [(one.field, one.code) for one in network_problems(document)]


def test_the_example_that_the_command_prints_is_loaded_as_it_stands() -> None:
    assert load_network(json.loads(json.dumps(EXAMPLE))).created == 1 + len(EXAMPLE["organisations"])
    gumla = members().get(code="GUM")
    assert sorted(row.district.lgd_code or 0 for row in gumla.districts.select_related("district")) == [331, 342]


def test_the_schema_is_one_and_describes_every_word_in_both_languages() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    def words(node: Any, path: str) -> list[str]:
        nodes = [(f"{path}.{name}", one) for name, one in node.get("properties", {}).items()]
        nodes += [(f"{path}[]", node["items"])] if "items" in node else []
        return [
            line
            for name, one in nodes
            for line in [
                *words(one, name),
                *([] if {"description", "description_hi"} <= one.keys() or "$ref" in one else [name]),
            ]
        ]

    assert words(SCHEMA, "") == []


@pytest.mark.parametrize(
    ("words", "field", "code"),
    [
        ({"code": "gum"}, "code", "unreadable"),
        ({"code": "गुम"}, "code", "unreadable"),
        ({"code": "A B"}, "code", "unreadable"),
        ({"code": "A" * 17}, "code", "unreadable"),
        ({"code": "JATN"}, "code", "taken"),
        ({"code": None}, "code", "missing_required"),
        ({"name_hi": "  "}, "name_hi", "unreadable"),
        ({"name_hi": "a\x00b"}, "name_hi", "unreadable"),
        ({"name_en": "a" * 201}, "name_en", "unreadable"),
        ({"districts": []}, "districts", "missing_required"),
        ({"districts": [999_999]}, "districts[0]", "unknown_place"),
        ({"districts": [10**40]}, "districts[0]", "unknown_place"),
        ({"districts": [331.5]}, "districts[0]", "unreadable"),
        ({"districts": [True]}, "districts[0]", "unreadable"),
        ({"districts": ["Gumla", "गुमला"]}, "districts[1]", "taken"),
        ({"districts": ["Gumal"]}, "districts[0]", "unknown_place"),
        ({"districts": [""]}, "districts[0]", "unknown_place"),
        ({"member_since": "01-04-2021"}, "member_since", "no_such_date"),
        ({"member_until": "2030-01-01"}, "member_until", "unreadable"),
        ({"workbook": "../secret.xlsx"}, "workbook", "unreadable"),
        ({"centre": {"name_hi": "क", "name_en": "C"}}, "centre.opened_on", "missing_required"),
        ({"centre": {"name_hi": "क", "name_en": "C", "opened_on": "2999-01-01"}}, "centre.opened_on", "date_in_future"),
        ({"distrcits": [331]}, "distrcits", "unknown_word"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_wrong_word_is_named_with_its_path_and_changes_nothing(words: dict[str, Any], field: str, code: str) -> None:
    document = changed(**words)
    assert found(document) == [(f"organisations[0].{field}", code)]
    with pytest.raises((Problem, Problems)):
        load_network(document)
    assert not Organisation.objects.exists()


def test_two_members_with_one_code_or_one_workbook_are_named() -> None:
    document = changed()
    document["organisations"][1] |= {"code": "GUM", "workbook": "03-gumla.xlsx"}
    assert found(document) == [("organisations[1].code", "taken"), ("organisations[1].workbook", "taken")]
    with translation.override("en"):
        assert "organisations[0]" in str(network_problems(document)[0].message)


def test_all_faults_are_reported_at_once() -> None:
    document = changed(districts=["Nowhere", 999_999])
    document["organisations"][1]["districts"] = ["Elsewhere"]
    assert len(found(document)) == 3


@pytest.mark.parametrize("written", [331, "331", "३३१", "Gumla", "गुमला", " gumla ", "GUMLA"], ids=str)
def test_a_district_is_found_by_code_or_by_name_in_either_script(written: int | str) -> None:
    assert Districts().find(written).lgd_code == 331


def test_a_district_that_is_only_similar_is_proposed_and_not_taken() -> None:
    with pytest.raises(Problem) as raised, translation.override("en"):
        Districts().find("Gumlah")
    assert raised.value.candidates == ("गुमला / Gumla",)


def test_a_network_without_members_is_a_beginning() -> None:
    assert load_network({"network": {"name_hi": "क", "name_en": "N"}, "organisations": []}).created == 1


def test_a_member_without_districts_and_centre_is_a_beginning_too() -> None:
    load_network(changed(districts=[], centre=None))
    assert not members().get(code="GUM").districts.exists()


def test_the_example_is_a_file_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    path.write_text(json.dumps(EXAMPLE, ensure_ascii=False), encoding="utf-8")
    load_network(path)
    assert load_network(path).created == 0

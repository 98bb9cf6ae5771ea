"""JSON files that people write: every fault is reported with its path and what belongs there."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from jatan.kernel.json_documents import joined_path, read_json, schema_at, schema_problems
from jatan.kernel.problems import Problem

SCHEMA: dict[str, Any] = {
    "description": "A list of visits.",
    "description_hi": "आने-जाने की सूची।",
    "type": "object",
    "required": ["visits"],
    "additionalProperties": False,
    "properties": {
        "visits": {
            "description": "One group for each visit.",
            "description_hi": "हर बार का एक समूह।",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["day"],
                "additionalProperties": False,
                "properties": {"day": {"$ref": "#/$defs/day"}, "other_day": {"$ref": "#/$defs/day"}},
            },
        }
    },
    "$defs": {
        "day": {
            "description": "The day, as 2021-04-01.",
            "description_hi": "दिन, जैसे 2021-04-01।",
            "type": "string",
            "format": "date",
        }
    },
}


def found(document: Any) -> list[tuple[str | None, str]]:
    return [(one.field, one.code) for one in schema_problems(SCHEMA, document)]


def test_what_fits_has_no_problem() -> None:
    assert found({"visits": []}) == []
    assert found({"visits": [{"day": "2024-02-29"}]}) == []


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], [("", "unreadable")]),
        (None, [("", "unreadable")]),
        ({}, [("visits", "missing_required")]),
        ({"visits": 3}, [("visits", "unreadable")]),
        ({"visits": [{"day": "2023-02-29"}]}, [("visits[0].day", "no_such_date")]),
        ({"visits": [{"day": "20230201"}]}, [("visits[0].day", "no_such_date")]),
        ({"visits": [{}, 4]}, [("visits[0].day", "missing_required"), ("visits[1]", "unreadable")]),
        ({"visits": [], "visitors": []}, [("visitors", "unknown_word")]),
    ],
    ids=str,
)
def test_every_fault_names_its_path(document: Any, expected: list[tuple[str, str]]) -> None:
    assert found(document) == expected


@pytest.mark.parametrize(("language", "what"), [("hi", "दिन, जैसे 2021-04-01।"), ("en", "The day, as 2021-04-01.")])
@pytest.mark.parametrize("visit", [{}, {"day": 3}, {"day": "2021-13-01"}], ids=str)
def test_the_message_says_what_belongs_there_in_the_language_of_the_reader(
    visit: dict[str, Any], language: str, what: str
) -> None:
    (problem,) = schema_problems(SCHEMA, {"visits": [visit]})
    with translation.override(language):
        assert what in str(problem.message)


def test_a_mistyped_word_names_the_word_it_is_close_to() -> None:
    (problem,) = schema_problems(SCHEMA, {"visits": [{"day": "2021-01-01", "other_dya": "2021-01-01"}]})
    assert problem.candidates == ("other_day",)
    assert "other_day" in str(problem.message)


def test_a_part_of_a_schema_checks_one_answer() -> None:
    day = schema_at(SCHEMA, "visits", "day")
    assert schema_problems(day, "2021-04-01") == []
    assert [one.code for one in schema_problems(day, "tomorrow")] == ["no_such_date"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": 1,\n "b" 2}', ("line 2", "sign 6")),
        (b"", ("line 1",)),
        (b'{"a": {"b": 1, "b": 2}}', ("“b”",)),
        ("{'नाम': 1}".encode("utf-16"), ("UTF-8",)),
    ],
    ids=["comma", "empty", "twice", "utf-16"],
)
def test_a_file_that_is_no_json_names_the_place(content: bytes, words: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(Problem) as raised, translation.override("en"):
        read_json(path)
    assert raised.value.code == "unreadable"
    with translation.override("en"):
        assert all(word in str(raised.value.message) for word in words)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"क": 1}', encoding="utf-8-sig")
    assert read_json(path) == {"क": 1}


def test_a_path_is_written_as_people_write_it() -> None:
    assert joined_path(["organisations", 2, "districts", 0]) == "organisations[2].districts[0]"
    assert joined_path([]) == ""

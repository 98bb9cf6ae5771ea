"""A number that is in two tables is hidden in both or in none."""

from jatan.evidence.indicators.suppression import hide_small_in_both

ORGANISATIONS = {"a": {"k": 3}, "b": {"k": 9}, "c": {"k": 9}, "d": {"k": 40}}


def always_hidden(_line: str, _key: str) -> bool:
    return True


def hidden(table: dict[str, dict[str, int | None]]) -> set[str]:
    return {line for line, numbers in table.items() if numbers.get("k", 0) is None}


def test_a_member_and_its_one_district_are_hidden_together() -> None:
    # The districts are in another order: hidden separately, they would hide C beside A, which reveals B.
    districts = {"A": {"k": 3}, "C": {"k": 9}, "B": {"k": 9}, "D": {"k": 40}}
    same = [(name, name.upper(), "k") for name in ORGANISATIONS]
    left, right = hide_small_in_both((ORGANISATIONS, always_hidden), (districts, always_hidden), same)
    assert {name.upper() for name in hidden(left)} == hidden(right)
    assert "A" in hidden(right)
    assert len(hidden(right)) >= 2
    assert right["D"] == {"k": 40}


def test_number_hidden_in_one_table_hides_another_line_in_the_other() -> None:
    # D works in two districts, so only A, B and C are in both tables.
    districts = {"A": {"k": 3}, "B": {"k": 9}, "C": {"k": 9}, "D1": {"k": 36}, "D2": {"k": 4}}
    same = [(name, name.upper(), "k") for name in "abc"]
    left, right = hide_small_in_both((ORGANISATIONS, always_hidden), (districts, always_hidden), same)
    assert {"A", "D2"} <= hidden(right)
    assert len(hidden(left)) >= 2
    assert {name.upper() for name in hidden(left)} & {"A", "B", "C"} == hidden(right) & {"A", "B", "C"}


def test_a_number_hidden_elsewhere_is_never_the_only_one_hidden() -> None:
    small = {"a": {"k": 3}, "b": {"k": 9}}
    larger = {"B": {"k": 9}, "E": {"k": 30}, "F": {"k": 50}}
    _left, right = hide_small_in_both((small, always_hidden), (larger, always_hidden), [("b", "B", "k")])
    assert hidden(right) == {"B", "E"}


def test_readers_of_rows_see_every_number_in_both_tables() -> None:
    left, right = hide_small_in_both((ORGANISATIONS, lambda _a, _k: False), ({"A": {"k": 3}}, always_hidden), [])
    assert hidden(left) == set()
    assert hidden(right) == {"A"}

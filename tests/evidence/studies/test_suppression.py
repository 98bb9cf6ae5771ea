"""What is hidden in a released table cannot be found by subtraction."""

import random

from jatan.evidence.studies.suppression import SMALLEST, hidden_cells, hidden_lines


def test_a_small_count_never_stands_alone() -> None:
    assert hidden_cells([30, 3, 12]) == {1, 2}
    assert hidden_cells([30, 0, 12]) == set()
    assert hidden_cells([3, 1, 40]) == {0, 1, 2}, "two and one make four, which the whole would tell"
    assert hidden_cells([2]) == {0}


def test_hidden_counts_together_are_none_or_at_least_five() -> None:
    chance = random.Random(4)
    for _time in range(500):
        counts = [chance.choice([0, 1, 2, 4, 5, 9, 30]) for _ in range(chance.randint(1, 7))]
        hidden = hidden_cells(counts)
        assert all(place in hidden for place, count in enumerate(counts) if 0 < count < SMALLEST)
        if hidden and len(hidden) < sum(count > 0 for count in counts):
            assert len(hidden) > 1
            assert sum(counts[place] for place in hidden) >= SMALLEST


def test_columns_of_hidden_lines_tell_nothing() -> None:
    chance = random.Random(5)
    for _time in range(500):
        lines = [[chance.choice([0, 0, 2, 5, 8, 20]) for _ in range(3)] for _line in range(chance.randint(1, 13))]
        hidden = hidden_lines(lines)
        shown = [line for place, line in enumerate(lines) if place not in hidden]
        assert not any(0 < count < SMALLEST for line in shown for count in line)
        if shown and hidden:
            for column in range(3):
                together = sum(lines[place][column] for place in hidden)
                assert together == 0 or together >= SMALLEST

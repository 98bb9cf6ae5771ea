"""Pairs of names in two scripts, with whether their keys must be equal: `data/name_vectors.csv`.

Other implementations of the rules can be tested with the same file.
"""

import csv
from collections import Counter
from pathlib import Path

from jatan_names import key, similarity

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "name_vectors.csv").read_text("utf-8").splitlines()))


def test_keys_are_equal_exactly_where_the_vectors_say_so() -> None:
    wrong = [
        f"{row['devanagari']} -> {key(row['devanagari'])!r}, {row['latin']} -> {key(row['latin'])!r}, "
        f"same_key should be {row['same_key']}"
        for row in ROWS
        if (key(row["devanagari"]) == key(row["latin"])) is not (row["same_key"] == "yes")
    ]
    assert not wrong, f"{len(wrong)} of {len(ROWS)} rows:\n" + "\n".join(wrong)


def test_every_row_says_yes_or_no() -> None:
    assert {row["same_key"] for row in ROWS} == {"yes", "no"}


def test_vectors_cover_the_communities_of_the_region() -> None:
    rows = Counter(row["community"] for row in ROWS)
    assert sum(rows.values()) >= 500
    assert all(rows[community] >= 10 for community in ("munda", "oraon", "santal", "ho", "kharia", "muslim"))


def test_similarity_is_higher_for_the_same_name_than_for_another() -> None:
    same = [similarity(row["devanagari"], row["latin"]) for row in ROWS if row["same_key"] == "yes"]
    other = [similarity(row["devanagari"], row["latin"]) for row in ROWS if row["same_key"] == "no"]
    assert min(same) > 0.6
    assert sorted(other)[len(other) // 2] < sorted(same)[len(same) // 100]

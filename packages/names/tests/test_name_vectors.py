"""One file of names in both scripts, our own: any other implementation of the rules is held to the same rows."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from jatan_names import key, similarity

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "name_vectors.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['devanagari']}~{row['latin']}")
def test_both_scripts_meet_in_one_key_or_stay_apart(row: dict[str, str]) -> None:
    assert (key(row["devanagari"]) == key(row["latin"])) is (row["same_key"] == "yes")


def test_the_file_covers_the_communities_of_the_region() -> None:
    rows = Counter(row["community"] for row in ROWS)
    assert sum(rows.values()) >= 500
    assert all(rows[community] >= 10 for community in ("munda", "oraon", "santal", "ho", "kharia", "muslim"))


def test_the_same_name_scores_higher_than_another() -> None:
    same = [similarity(row["devanagari"], row["latin"]) for row in ROWS if row["same_key"] == "yes"]
    other = [similarity(row["devanagari"], row["latin"]) for row in ROWS if row["same_key"] == "no"]
    assert min(same) > 0.6
    assert sorted(other)[len(other) // 2] < sorted(same)[len(same) // 100]

"""Measure how often a name in two scripts gets one key, by community, and the time for folding.

    python packages/names/bench/names.py        (or, in the repository: python -m bench names)

The pairs of names (from public affidavits) are not shipped: `JATAN_NAME_PAIRS` is their folder. Without them only the
vectors of the tests are measured, and a warning is printed. Ends with 3 if a bar is missed.
"""

import csv
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from jatan_names import fold, key, similarity, version

type Pair = tuple[str, str]

PAIRS = Path(os.environ.get("JATAN_NAME_PAIRS", "name-pairs"))
VECTORS = Path(__file__).parents[1] / "tests" / "data" / "name_vectors.csv"
ROWS, SEED, ASKED = 3000, 7, 300
# file -> (lowest F1 of equal keys, lowest share of the right name ranked first)
BARS = {"name-pairs-east.csv": (0.92, 0.98), "name-pairs-south.csv": (0.70, 0.87)}
AGREEMENT, MICROSECONDS = 0.90, 40
MISSED = 3  # as the other measurements of the repository: an error ends with something else
# Community guessed from words of the Latin name, for the table printed here only.
COMMUNITIES = {
    "Muslim": "md mohammad mohd sk sheikh shaikh sekh khan ali begum begam khatun khatoon bibi ansari hossain hussain"
    " rahman rahaman islam ahmed ahmad alam haque hoque molla mollah mullick miah mia laskar siddique abdul",
    "tribal": "munda oraon uraon murmu soren saren hembram hembrom tudu hansda kisku baskey mandi mardi besra marandi"
    " tirkey toppo lakra minz ekka kujur xalxo barla baraik bhumij mahali lohar sardar singh-munda kerketta",
    "Nepali, Lepcha": "tamang rai lepcha thapa gurung chhetri subba limbu sherpa pradhan lama tshering bhutia",
}


def main() -> int:
    print(f"names are folded by {version()}")
    results = [measured(name, *bars) for name, bars in BARS.items() if (PAIRS / name).exists()]
    if not results:
        print(f"NO PAIRS in {PAIRS}: only the project's own vectors are measured", file=sys.stderr)
    agreed = [key(hindi) == key(latin) for hindi, latin in own_vectors()]
    print(f"own vectors: {sum(agreed)} of {len(agreed)} names of the region meet in one key")
    return 0 if all(results) and all(agreed) else MISSED


def measured(name: str, wanted_f1: float, wanted_first: float) -> bool:
    rows = sorted({(row["devanagari"], row["latin"]) for row in read(PAIRS / name)})
    random.Random(SEED).shuffle(rows)
    rows = rows[:ROWS]
    microseconds = cost(rows)
    f1, precision, recall = agreement(rows)
    first = right_name_first(rows)
    print(f"{name}: {len(rows)} pairs, F1 {f1:.3f} (P {precision:.3f}, R {recall:.3f}), right name first {first:.3f}")
    print(f"  {microseconds:.0f} µs for fold and key of a name")
    good = f1 >= wanted_f1 and first >= wanted_first and microseconds <= MICROSECONDS
    return by_community(rows) >= AGREEMENT and good if "east" in name else good


def cost(rows: Sequence[Pair]) -> float:
    """CPU microseconds per name for `fold` and `key`, with empty caches."""
    since = time.process_time()
    for pair in rows:
        for name in pair:
            key(name)
    return (time.process_time() - since) / (2 * len(rows)) * 1e6


def agreement(rows: Sequence[Pair]) -> tuple[float, float, float]:
    """(F1, precision, recall) of equal keys, comparing every Devanagari name with every Latin one."""
    hindi, latin = [key(one) for one, _other in rows], [key(other) for _one, other in rows]
    counted, there = Counter(hindi), Counter(latin)
    proposed = sum(counted[one] * there[one] for one in counted if one)
    truth = same_people(rows)
    hits = sum(bool(hindi[one]) and hindi[one] == latin[other] for one, other in truth)
    precision, recall = hits / max(proposed, 1), hits / len(truth)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def right_name_first(rows: Sequence[Pair]) -> float:
    truth, found = same_people(rows), 0
    asked = random.Random(SEED + 1).sample(range(len(rows)), min(ASKED, len(rows)))
    for one in asked:
        scores = [similarity(rows[one][0], latin) for _hindi, latin in rows]
        best = max(range(len(rows)), key=scores.__getitem__)
        found += (one, best) in truth or rows[best][1] == rows[one][1]
    return found / len(asked)


def same_people(rows: Sequence[Pair]) -> set[tuple[int, int]]:
    """Pairs of row numbers that count as the same person: the same row, or an identical spelling in both."""
    held: dict[str, set[int]] = defaultdict(set)
    for at, pair in enumerate(rows):
        for spelling in pair:
            held[spelling].add(at)
    return {(at, other) for at, pair in enumerate(rows) for spelling in pair for other in held[spelling]}


def by_community(rows: Iterable[Pair]) -> float:
    """Print the share of rows whose two spellings have one key, by community; return the share of all rows."""
    met: dict[str, list[bool]] = defaultdict(list)
    for hindi, latin in rows:
        met[community(latin)].append(key(hindi) == key(latin))
    for name, agreed in sorted(met.items()):
        print(f"  {name:<16} {sum(agreed) / len(agreed):.3f} of {len(agreed)}")
    every = [one for agreed in met.values() for one in agreed]
    print(f"  {'all':<16} {sum(every) / len(every):.3f} of {len(every)}")
    return sum(every) / len(every)


def community(latin: str) -> str:
    words = set(latin.lower().split())
    ends_so = any(word.endswith(("uddin", "ullah", "rahman", "rahaman")) for word in words)
    if ends_so or words & set(COMMUNITIES["Muslim"].split()):
        return "Muslim"
    return next((name for name, surnames in COMMUNITIES.items() if words & set(surnames.split())), "other")


def own_vectors() -> list[Pair]:
    return [(row["devanagari"], row["latin"]) for row in read(VECTORS) if row["same_key"] == "yes"]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    fold("warm")  # loads the lexicon, which is not measured
    sys.exit(main())

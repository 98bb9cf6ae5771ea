"""Seeded answers to the field book's five flows: most as somebody would give them, some with every kind of fault."""

import datetime as dt
import random
import uuid
from collections.abc import Callable
from typing import Any

from jatan.intake.fieldbook.definitions import KINDS, parts
from jatan.kernel.questions import Question

__all__ = ["TODAY", "answer_sets"]

TODAY = dt.date(2026, 11, 29)
_AADHAAR = "2341 2341 2346"
_NAMES = ("सुनीता उराँव", "Budhni Munda", "फूलमनी टोप्पो", " अनिता ", "ᱥᱩᱱᱤᱛᱟ")
_FAULTY: dict[str, list[Any]] = {
    "text": [
        7,
        ["x"],
        "अ" * 6000,
        "x\0y",
        f"आधार {_AADHAAR}",
        "   ",
        "२३४१ २३४१ २३४६",
        "2341-2341-2346",
        "2341,2341,2346",
        "2341(2341)2346",
        "2341, 2341, 2346",
        "0198a1b2-c3d4-7abc-8def-234123412346",
        "0198a1b2-c3d4-7abc-8def-234123412346 2341-2341-2346",
        "0198a1b2-2341-2341-2346-0198a1b2c3d4",
        "",
        None,
    ],
    "long_text": ["😀" * 2001, f"{_AADHAAR}", {"a": 1}, True, "+91 98350 12345 और 2341 2341 2345"],
    "count": [-1, 2**40, "12", 1.5, True, [], 0, None],
    "phone": ["12345", "98350", 9835012345, "9835012345 या 9835012346", "+91 98350-12345", "०९८३५०१२३४५", "x" * 41, ""],
    "day": [
        "2026-02-30",
        "29/11/2026",
        "2026-13-01",
        "0000-01-01",
        "1850-01-01",
        "2300-01-01",
        "2026-11-30",
        "2026-12-01",
        5,
        "२०२६-०१-०१",
    ],
    "instant": [
        "2026-11-29",
        "2026-11-29T25:00:00Z",
        "2026-02-30T10:00:00Z",
        "2026-11-29T10:00:00",
        "2026-11-29T10:61Z",
        1,
    ],
    "choice": ["", "no_such_code", 3, ["safe"], None],
    "choices": ["papers", ["no_such_code"], [3], {}, []],
    "yes": [False, "yes", 1, None],
    "id": ["x", 1, "01890A5D-AC96-774B-BCCE-B302099A8057", "", "01890a5dac96774bbcceb302099a8057"],
    "ids": ["x", ["x"], [1], ["01890a5d-ac96-774b-bcce-b302099a8057"] * 2, []],
}


def answer_sets(count: int, seed: int = 23) -> list[tuple[str, Any]]:
    """So many (kind, answers), the same for every run with one seed."""
    chance = random.Random(seed)
    return [_one(chance, KINDS[number % len(KINDS)] if number % 3 else "leaving") for number in range(count)]


def _one(chance: random.Random, kind: str) -> tuple[str, Any]:
    if chance.random() < 0.01:
        return kind, chance.choice([None, [], "x", 3])
    faults = chance.choice([0.0, 0.0, 0.02, 0.08])
    answers: dict[str, Any] = {}
    if kind == "leaving":
        _fill(chance, kind, ("journey", "promise"), answers.setdefault("journey", {}), faults)
        _fill(chance, kind, ("explained",), answers.setdefault("talk", {}), faults)
        answers["travellers"] = [_traveller(chance, faults) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        if chance.random() < faults:
            answers["travellers"] = chance.choice([[], [{}] * 9, {}, [3], None])
    else:
        _fill(chance, kind, tuple(part.name for part in parts(kind)), answers, faults)
    if chance.random() < faults:
        answers[chance.choice(["of_another_version", "travellers", "x.y"])] = "?"
    return kind, answers


def _traveller(chance: random.Random, faults: float) -> dict[str, Any]:
    one: dict[str, Any] = {"family": chance.choice(["0", "1"]), "checklist": "2026-1"}
    if chance.random() < 0.5:
        one["person"] = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    else:
        one["new"] = {}
        _fill(chance, "leaving", ("new",), one["new"], faults)
    _fill(chance, "leaving", ("papers", "seen"), one, faults)
    one["answers"] = {}
    _fill(chance, "leaving", ("talk",), one["answers"], faults)
    one["along"] = []
    for _ in range(chance.choice([0, 0, 1, 2])):
        one["along"].append({})
        _fill(chance, "leaving", ("along",), one["along"][-1], faults)
    if chance.random() < 0.5:
        one["consents"] = [{}]
        _fill(chance, "leaving", ("consent",), one["consents"][0], faults)
    if chance.random() < faults:
        one[chance.choice(["new", "answers", "along", "consents", "person"])] = chance.choice(
            [None, "x", {}, [], [{}] * 4]
        )
    return one


def _fill(chance: random.Random, kind: str, names: tuple[str, ...], holder: dict[str, Any], faults: float) -> None:
    for part in parts(kind):
        for asked in part.questions if part.name in names else ():
            if chance.random() < faults:
                holder[asked.code] = chance.choice(_FAULTY[asked.kind])
            elif asked.needed or chance.random() < 0.6:
                holder[asked.code] = _RIGHT[asked.kind](chance, asked)


def _count(chance: random.Random, asked: Question) -> int:
    return chance.choice([14, 17, 18, 19, 35] if asked.code == "age" else [0, 3, 12, min(asked.most or 0, 9000)])


_RIGHT: dict[str, Callable[[random.Random, Question], Any]] = {
    "text": lambda chance, asked: chance.choice(_NAMES)[: asked.most],
    "long_text": lambda chance, _asked: chance.choice(["मज़दूरी नहीं मिली", "दो\nपंक्ति 123"]),
    "count": _count,
    "phone": lambda chance, _asked: chance.choice(["9835012345", "+91 98350 12345", "९८३५०१२३४५", "0651-2201234"]),
    "day": lambda chance, _asked: str(TODAY - dt.timedelta(days=chance.randrange(60))),
    "instant": lambda chance, _asked: chance.choice(["2026-11-29T09:15:00+05:30", "2026-11-29T03:45:00Z"]),
    "choice": lambda chance, asked: chance.choice(asked.choices)[0],
    "choices": lambda chance, asked: sorted(chance.sample([code for code, _name in asked.choices], 2)),
    "yes": lambda _chance, _asked: True,
    "id": lambda chance, _asked: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
    "ids": lambda chance, _asked: [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(3)],
}

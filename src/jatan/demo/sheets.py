"""The rows of each sheet of one member's workbook, as (Hindi, English) pairs; `workbooks` chooses the language.

Each function yields rows without a serial number, with the cells in the order that its docstring lists.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from jatan.demo import plan, words
from jatan.demo.words import Pair

type Cell = Pair | dt.date | int | str | None
type Row = list[Cell]


@dataclass
class Office:
    """One member: its block names, its forums and its own random generator."""

    rng: Random
    blocks: Sequence[Pair]
    letters: str
    language: str
    forums: list[str]

    def day(self) -> dt.date:
        """A random day of the three published years."""
        return plan.FIRST + dt.timedelta(days=self.rng.randrange((plan.LAST - plan.FIRST).days + 1))

    def later(self, day: dt.date, most: int) -> dt.date:
        """One to `most` days after `day`, within the three published years."""
        return min(plan.LAST, day + dt.timedelta(days=self.rng.randint(1, most)))

    def sex(self, women: float = 0.6) -> str:
        return "f" if self.rng.random() < women else "m"


def meetings(office: Office, kind: plan.Meetings, heads: Sequence[int]) -> Iterator[Row]:
    """date block panchayat village group topic women men girls boys total facilitator"""
    rng = office.rng
    for total in heads:
        village = words.village(rng)
        women, men, girls = (int(total * share) for share in kind.sexes[:3])
        boys = int(total * kind.sexes[3])
        largest = kind.sexes.index(max(kind.sexes))
        counts = [women, men, girls, boys]
        counts[largest] += total - sum(counts)
        yield [
            office.day(),
            rng.choice(office.blocks),
            words.village(rng),
            village,
            _group(kind.kind, village),
            rng.choice(words.TOPICS),
            *counts,
            total,
            words.person(rng, office.sex())[0],
        ]


def _group(kind: str, village: Pair) -> Pair | None:
    tails = {
        "shg_meeting": ("महिला मंडल", "Mahila Mandal"),
        "adolescent_meeting": ("किशोरी समूह", "Kishori Samuh"),
        "forum_meeting": ("प्रवासी फोरम", "Pravasi Forum"),
    }
    return words.joined(village, tails[kind]) if kind in tails else None


def forums(office: Office, how_many: int) -> Iterator[Row]:
    """forum block panchayat village formed"""
    for number in range(1, how_many + 1):
        village = words.village(office.rng)
        both = words.joined(village, ("प्रवासी फोरम", "Pravasi Forum"), (str(number), str(number)))
        # An office that uses both scripts still spells the name of one forum the same way every time.
        name = both[number % 2] if office.language == "both" else both[office.language == "en"]
        office.forums.append(name)
        yield [name, office.rng.choice(office.blocks), words.village(office.rng), village, office.day()]


def members(office: Office, how_many: int) -> Iterator[Row]:
    """forum name guardian sex age mobile village joined"""
    for number in range(how_many):
        sex = office.sex(0.55)
        name, guardian = words.person(office.rng, sex)
        forum = office.forums[number % len(office.forums)]
        age, phone = office.rng.randint(18, 60), _phone(office.rng, 0.55)
        yield [forum, name, guardian, words.SEX[sex], age, phone, words.village(office.rng), office.day()]


def issues(office: Office, received: int, resolved: int) -> Iterator[Row]:
    """date name sex age village issue referred status resolved-on"""
    done = set(office.rng.sample(range(received), resolved))
    for number in range(received):
        sex, day = office.sex(0.5), office.day()
        if number in done:
            day = min(day, plan.LAST - dt.timedelta(days=1))
        status = ("समाधान", "Resolved") if number in done else ("लंबित", "Pending")
        yield [
            day,
            words.person(office.rng, sex)[0],
            words.SEX[sex],
            office.rng.randint(18, 60),
            words.village(office.rng),
            office.rng.choice(words.ISSUE_KINDS),
            office.rng.choice(words.OFFICES),
            status,
            office.later(day, 90) if number in done else None,
        ]


def cases(office: Office, how_many: int) -> Iterator[Row]:
    """code date kind follow-ups status"""
    for number in range(1, how_many + 1):
        status = office.rng.choice((("जारी", "Open"), ("बंद", "Closed")))
        follow_ups, kind = office.rng.randint(1, 12), office.rng.choice(words.CASE_KINDS)
        yield [f"{office.letters}-{number:03d}", office.day(), kind, follow_ups, status]


def linkages(office: Office, received: int, applied_only: int) -> Iterator[Row]:
    """name guardian sex age village block scheme applied received"""
    for number in range(received + applied_only):
        sex, day = office.sex(), min(office.day(), plan.LAST - dt.timedelta(days=1))
        name, guardian = words.person(office.rng, sex)
        yield [
            name,
            guardian,
            words.SEX[sex],
            office.rng.randint(14, 75),
            words.village(office.rng),
            office.rng.choice(office.blocks),
            office.rng.choice(words.SCHEMES),
            day,
            office.later(day, 60) if number < received else None,
        ]


def reached(office: Office, numbers: Sequence[int]) -> Iterator[Row]:
    """date block category number"""
    for number in numbers:
        yield [office.day(), office.rng.choice(office.blocks), office.rng.choice(words.REACHED), number]


def journeys(office: Office, how_many: int) -> Iterator[Row]:
    """date name guardian sex age mobile village block destination work agent agent-phone wage leaves returns contact"""
    rng = office.rng
    for _ in range(how_many):
        sex, day = office.sex(0.45), office.day()
        name, guardian = words.person(rng, sex)
        departure = day + dt.timedelta(days=rng.randint(1, 25))
        has_agent = rng.random() < 0.5
        yield [
            *(day, name, guardian, words.SEX[sex], rng.randint(15, 45), _phone(rng, 0.7)),
            *(words.village(rng), rng.choice(office.blocks), rng.choice(words.DESTINATIONS), rng.choice(words.WORK)),
            words.person(rng, "m")[0] if has_agent else None,
            _phone(rng, 0.9) if has_agent else None,
            rng.randrange(6000, 18000, 100) if rng.random() < 0.85 else None,
            departure,
            departure + dt.timedelta(days=rng.randint(90, 330)) if rng.random() < 0.7 else None,
            _phone(rng, 0.4),
        ]


def _phone(rng: Random, likely: float) -> str | None:
    return str(rng.randint(6_000_000_000, 9_999_999_999)) if rng.random() < likely else None

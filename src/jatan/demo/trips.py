"""The journeys of the demo's last year as data: the same for every build on one day. Touches no table."""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from random import Random

from jatan.demo import plan, words

SEED = 20251101
YEAR = 364
FOLLOWED_DAYS = 100
SHORTEST_STAY = 30
# (member, number of parties); the demo's accounts work in the first two members and follow up their travellers.
_MOST = {"D03": 32, "D02": 18}
PARTIES = tuple((code, _MOST.get(code, 4)) for code, *_rest in plan.MEMBERS_OF_THE_DEMO)
FOLLOWED = ("D03", "D02")
# A contact is due seven days after leaving. These parties missed it so many days ago and stay silent.
SILENT_SINCE = (2, 3, 4, 5, 7, 9)
LONGEST_SILENCE = 12
_SECTORS = (
    ("domestic", "Delhi", 9000), ("garment", "Tiruppur", 10500), ("construction", "Bengaluru", 13500),
    ("brick_kiln", "Delhi", 8500), ("factory", "Chennai", 12000), ("construction", "Ernakulam", 15000),
    ("hotel", "Mumbai", 11000),
)  # fmt: skip
_AGENTS = (("रघुनाथ (नमूना)", "7000000011"), ("किशोर (नमूना)", "7000000012"), ("दिलीप (नमूना)", "7000000013"))
_ALL_ANSWERED = ("taker_known", "employer_address", "papers_own_hand", "own_phone", "help_known", "wage_written")


@dataclass(frozen=True)
class Traveller:
    """One person of a party."""

    name: str
    guardian: str
    sex: str
    age: int
    phone: str


@dataclass(frozen=True)
class Trip:
    """A party that leaves together. `silent`: the day since which it does not answer; `returned_on`: None if away."""

    number: int
    member: str
    registered_on: dt.date
    leaves_on: dt.date
    travellers: tuple[Traveller, ...]
    village: str
    block: int
    work: str
    city: str
    wage: int
    agent: tuple[str, str]
    is_counselled: bool
    answers: tuple[tuple[str, str], ...]
    returned_on: dt.date | None
    paid: int
    dues: int
    silent: dt.date | None = None

    def is_followed(self, today: dt.date) -> bool:
        """True if the demo's accounts keep contact with the party: it left in the last months."""
        return self.member in FOLLOWED and (today - self.leaves_on).days <= FOLLOWED_DAYS


def trips(today: dt.date) -> list[Trip]:
    """Every party of the year before `today`, about two hundred travellers in all."""
    rng = Random(SEED)  # noqa: S311 - invented data, not a secret
    found: list[Trip] = []
    for member, parties in PARTIES:
        found += [_trip(rng, len(found) + place, member, today, rng.randint(1, YEAR - 10)) for place in range(parties)]
    found += [_silent(rng, len(found) + place, today, days) for place, days in enumerate(SILENT_SINCE)]
    found.append(_child(rng, len(found), today))
    return found


def _trip(rng: Random, number: int, member: str, today: dt.date, ago: int) -> Trip:
    departure = today - dt.timedelta(days=ago)
    work, city, usual = rng.choice(_SECTORS)
    wage = usual + rng.randrange(-8, 9) * 250
    registered = (
        departure - dt.timedelta(days=rng.randint(1, 8)) if rng.random() < 0.87 else departure + dt.timedelta(days=2)
    )
    away = rng.randint(60, 210)
    if ago > FOLLOWED_DAYS:  # back before, or soon after, the period in which the demo's accounts keep contact
        away = min(away, max(SHORTEST_STAY, ago - FOLLOWED_DAYS))
    returned = departure + dt.timedelta(days=away) if ago - away > LONGEST_SILENCE else None
    paid = wage if rng.random() < 0.4 else round(wage * rng.uniform(0.6, 1.05), -2)
    return Trip(
        number=number,
        member=member,
        registered_on=min(registered, today - dt.timedelta(days=1)),
        leaves_on=departure,
        travellers=tuple(_somebody(rng, rng.randint(18, 42)) for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4)))),
        village=words.village(rng)[0],
        block=rng.randrange(6),
        work=work,
        city=city,
        wage=wage,
        agent=rng.choice(_AGENTS) if rng.random() < 0.35 else ("", ""),
        is_counselled=rng.random() < 0.8,
        answers=tuple((code, "yes" if rng.random() < 0.8 else "no") for code in _ALL_ANSWERED),
        returned_on=returned,
        paid=int(paid),
        dues=rng.randrange(1000, 9000, 500) if rng.random() < 0.15 else 0,
    )


def _silent(rng: Random, number: int, today: dt.date, days: int) -> Trip:
    """A party that left a week before its first missed contact; one man, so that the ordinary schedule applies."""
    missed = today - dt.timedelta(days=days)
    trip = _trip(rng, number, "D03", today, 7 + days)
    who = _somebody(rng, 24 + days, sex="m")
    return dataclasses.replace(trip, travellers=(who,), silent=missed, returned_on=None, block=number % 3)


def _child(rng: Random, number: int, today: dt.date) -> Trip:
    """A girl of sixteen whom an agent wants to take for domestic work: an example of hard stops."""
    trip = _trip(rng, number, "D03", today, 1)
    departure, yesterday = today + dt.timedelta(days=2), today - dt.timedelta(days=1)
    who = _somebody(rng, 16, sex="f")
    return dataclasses.replace(
        trip,
        travellers=(who,),
        leaves_on=departure,
        registered_on=yesterday,
        work="domestic",
        agent=_AGENTS[0],
        block=0,
    )


def _somebody(rng: Random, age: int, sex: str = "") -> Traveller:
    sex = sex or ("f" if rng.random() < 0.45 else "m")
    name, guardian = words.person(rng, sex)
    phone = f"70000{rng.randrange(100_000):05d}" if rng.random() < 0.8 else ""
    return Traveller(name[0], guardian[0], sex, age, phone)

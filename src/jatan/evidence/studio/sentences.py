"""The sentences of the network's account as data, from `sentences.toml`: what each says and what carries it."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from jatan.evidence.indicators.definitions import key_of
from jatan.evidence.indicators.results import Key
from jatan.kernel.localised import Localised


@dataclass(frozen=True)
class Rest:
    """What is left of the number `of` without the number `without`, which is a part of it, with its unit."""

    of: Key
    without: Key
    unit: Localised


@dataclass(frozen=True)
class Sentence:
    """One sentence of the account. `numbers`: (indicator, value) in the order printed, after them the `rest` of two;
    `pages`: names of addresses; `services` and `tests`: dotted paths and files that carry it."""

    code: str
    says: Localised
    numbers: tuple[Key, ...]
    pages: tuple[str, ...]
    services: tuple[str, ...]
    tests: tuple[str, ...]
    rest: Rest | None = None


@dataclass(frozen=True)
class Part:
    """Strategies, activities or results, with their sentences in order."""

    code: str
    title: Localised
    sentences: tuple[Sentence, ...]


@functools.cache
def account_parts() -> tuple[Part, ...]:
    """The account in its order. Raises ValueError for a number that is not counted, or a code used twice."""
    text = resources.files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    rows = document["row"]
    if len({row["code"] for row in rows}) != len(rows):
        raise ValueError("sentences.toml uses a code twice")
    return tuple(
        Part(
            part["code"],
            Localised(hi=part["hi"], en=part["en"]),
            tuple(_sentence(row) for row in rows if row["part"] == part["code"]),
        )
        for part in document["part"]
    )


def _sentence(row: dict[str, object]) -> Sentence:
    def listed(name: str) -> tuple[str, ...]:
        found = row[name]
        return tuple(str(one) for one in found) if isinstance(found, list) else ()

    return Sentence(
        str(row["code"]),
        Localised(hi=str(row["hi"]), en=str(row["en"])),
        tuple(counted_number(name, str(row["code"])) for name in listed("numbers")),
        listed("pages"),
        listed("services"),
        listed("tests"),
        _rest(row.get("rest"), str(row["code"])),
    )


def _rest(row: object, where: str) -> Rest | None:
    if not isinstance(row, dict):
        return None
    of, without = counted_number(row["of"], where), counted_number(row["without"], where)
    return Rest(of, without, Localised(hi=row["hi"], en=row["en"]))


def counted_number(name: str, where: str) -> Key:
    """ "indicator.value" as a key. Raises ValueError where no such number is counted; `where` names the row."""
    try:
        return key_of(name)
    except KeyError:
        raise ValueError(f"{where} names {name}, which is not counted") from None

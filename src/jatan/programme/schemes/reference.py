"""The schemes by code and by their names in registers: reference data, the same for every organisation."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jatan.kernel.localised import Localised
from jatan_names import fold

_FILE = Path(__file__).with_name("schemes.toml")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme. `aliases` are names as written in registers."""

    code: str
    name: Localised
    department: Localised
    aliases: tuple[str, ...]


@cache
def schemes() -> dict[str, Scheme]:
    """Every scheme by its code, in the order of the file."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["scheme"]
    return {row["code"]: _scheme(row) for row in rows}


def is_known(code: str) -> bool:
    """True if `code` is the code of a scheme."""
    return code in schemes()


def scheme_named(text: str) -> Scheme | None:
    """The scheme with the name `text` in either script, or None: there is no fuzzy matching."""
    code = _by_fold().get(fold(text))
    return schemes()[code] if code else None


@cache
def _by_fold() -> dict[str, str]:
    names: dict[str, str] = {}
    for scheme in schemes().values():
        for text in (scheme.name.hi, scheme.name.en, *scheme.aliases):
            names.setdefault(fold(text), scheme.code)
    return names


def _scheme(row: dict[str, object]) -> Scheme:
    aliases = row["aliases"]
    return Scheme(
        code=str(row["code"]),
        name=Localised(hi=str(row["hi"]), en=str(row["en"])),
        department=Localised(hi=str(row["department_hi"]), en=str(row["department_en"])),
        aliases=tuple(aliases) if isinstance(aliases, list) else (),
    )

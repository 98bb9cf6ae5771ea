"""Districts, states and countries to choose from, as shipped (`foundation.places.facts`).

Codes: LGD for states and for the districts of the house's own state, ISO 3166-1 alpha-2 for countries.
"""

import functools
from collections.abc import Mapping
from typing import Final

from jatan.foundation.places.namesakes import shipped_rows
from jatan.kernel.localised import Localised, late_text
from jatan.kernel.text.plain import plain
from jatan.programme.cases.entries.fields import Choice


def _choices(file: str, code: str) -> tuple[Choice, ...]:
    names = ((row[code], Localised(hi=row["name_hi"], en=row["name_en"])) for row in shipped_rows(file))
    return tuple((key, late_text(name)) for key, name in names)


DISTRICTS: Final = _choices("districts", "lgd_code")
STATES: Final = _choices("states", "lgd_code")
COUNTRIES: Final = _choices("countries", "iso_code")


def district_code(name: str) -> str:
    """The LGD code of a district by its typed name in either language; "" if the list has none of that name."""
    return _by_name("districts").get(plain(name), "")


def state_code(name: str) -> str:
    """The LGD code of a state by its name in either language; "" if there is none."""
    return _by_name("states").get(plain(name), "")


def english_state(code: str) -> str:
    """The English name of a state by its LGD code; "" for another code."""
    return next((row["name_en"] for row in shipped_rows("states") if row["lgd_code"] == code), "")


def state_of(district: str) -> str:
    """The LGD code of the state of a listed district; "" for another code."""
    return next((row["state_lgd_code"] for row in shipped_rows("districts") if row["lgd_code"] == district), "")


@functools.cache
def _by_name(file: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in shipped_rows(file):
        for name in (row["name_en"], row["name_hi"], *row["aliases"].split("|")):
            found.setdefault(plain(name), row["lgd_code"])
    return {name: code for name, code in found.items() if name}

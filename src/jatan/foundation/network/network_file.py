"""The network file: what it may hold (`network-file.schema.json`), what else has to be true, and a filled-in example.

`docs/reference/network-file.md` is generated from the schema and the example.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.foundation.places.selectors import finder_for
from jatan.kernel import clock
from jatan.kernel.json_documents import joined_path, read_json, read_schema, schema_problems
from jatan.kernel.problems import Problem, raise_any
from jatan.kernel.text.digits import ascii_digits

SECRETARIAT: Final = "JATN"
SCHEMA: Final = read_schema(Path(__file__).with_name("network-file.schema.json"))
EXAMPLE: Final[Mapping[str, Any]] = {
    "note": "नमूना: नाम, कोड और ज़िले अपने लिखें। टिप्पणियाँ (note) रखी नहीं जातीं। / "
    "An example: write your own names, codes and districts. Notes are not kept.",
    "network": {
        "name_hi": "झारखंड सुरक्षित प्रवास नेटवर्क",
        "name_en": "Jharkhand Safe Migration Network",
        "published": [{"first": "2021-04-01", "last": "2024-03-31"}],
    },
    "organisations": [
        {
            "note": "सब कुछ भरी हुई संस्था। ज़िला नाम से या एल.जी.डी. कोड से। / "
            "A member with everything. Districts by name or by LGD code.",
            "code": "GUM",
            "name_hi": "गुमला ग्राम विकास संस्था",
            "name_en": "Gumla Village Development Society",
            "districts": ["गुमला", 342],
            "rooms": ["people", "help", "meetings"],
            "member_since": "2021-04-01",
            "workbook": "03-gumla.xlsx",
            "centre": {
                "name_hi": "सूचना केंद्र, गुमला",
                "name_en": "Information centre, Gumla",
                "opened_on": "2021-05-01",
            },
        },
        {
            "note": "सिर्फ़ जो ज़रूरी है। / Only what has to be there.",
            "code": "KHU",
            "name_hi": "खूँटी महिला संस्था",
            "name_en": "Khunti Women's Society",
            "districts": ["Khunti"],
        },
    ],
}

_TWICE: Final = _("This stands twice, in {first} too. Each member has its own. Correct one of them.")
_SAME_DISTRICT: Final = _("This district stands twice for the same member. Take one of them out.")
_RESERVED: Final = _("This code belongs to the secretariat. Choose another.")
_LAST_DAY: Final = _(
    "The last day of a member is recorded on its page, which asks who takes care of what is open. Take it out here."
)
_ENDS_FIRST: Final = _("It ends before it begins.")
_NO_DISTRICT_OF_CENTRE: Final = _("The centre lies in the first of the member's districts. Name one.")
_NO_DISTRICT: Final = _("No district is called {written}. Write its name in Hindi or English, or its LGD code.")
_NEAREST: Final = _("No district is called {written}. Is it {candidates}?")


class Districts:
    """The shipped districts, found by LGD code or by name in either script. Two queries."""

    def __init__(self) -> None:
        rows = list(Place.objects.filter(level=Level.DISTRICT, recorded_by_organisation__isnull=True))
        self._by_code = {row.lgd_code: row for row in rows}
        self._by_id = {row.id: row for row in rows}
        self._finder = finder_for(rows)

    def find(self, written: int | str) -> Place:
        """The district of an LGD code (331, "३३१") or a name. Raises Problem `unknown_place` with the nearest names."""
        text = ascii_digits(str(written)).strip()
        if text.isascii() and text.isdecimal():
            found = self._by_code.get(int(text))
            candidates: tuple[str, ...] = ()
        else:
            found, candidates = self._named(text)
        if found is not None:
            return found
        if candidates:
            message = format_lazy(_NEAREST, written=written, candidates=", ".join(candidates))
        else:
            message = format_lazy(_NO_DISTRICT, written=written)
        raise Problem("unknown_place", message, candidates=candidates)

    def _named(self, text: str) -> tuple[Place | None, tuple[str, ...]]:
        try:
            match = self._finder.find(text, levels=(Level.DISTRICT,))
        except Problem as problem:
            return None, problem.candidates
        found = self._by_id[match.place_id]  # type: ignore[index]
        return (None, (f"{found.name_hi} / {found.name_en}",)) if match.how == "similar" else (found, ())


def checked_network(source: Path | Mapping[str, Any]) -> Mapping[str, Any]:
    """The content of a network file, all of it right. Raises Problem or Problems, each with its path as `field`."""
    document = source if isinstance(source, Mapping) else read_json(source)
    raise_any(network_problems(document))
    checked: Mapping[str, Any] = document
    return checked


def network_problems(document: Any) -> list[Problem]:
    """Everything that is wrong with a network file: first what does not fit the schema, else what contradicts itself,
    the places, or what is recorded."""
    problems = schema_problems(SCHEMA, document)
    if problems:
        return problems
    found = [*_backward_periods(document["network"]), *_contradictions(document["organisations"])]
    return [problem.at(joined_path(path)) for path, problem in found]


def _backward_periods(network: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Problem]]:
    for index, span in enumerate(network.get("published", ())):
        if span["last"] < span["first"]:
            yield ("network", "published", index, "last"), Problem("ends_before_it_begins", _ENDS_FIRST)


def _contradictions(entries: list[Mapping[str, Any]]) -> Iterator[tuple[tuple[str | int, ...], Problem]]:
    districts = Districts()
    recorded = dict(Organisation.objects.values_list("code", "member_until"))
    for index, entry in enumerate(entries):
        at = ("organisations", index)
        for word in ("code", "workbook"):
            first = next(
                (i for i, other in enumerate(entries[:index]) if word in entry and other.get(word) == entry[word]), None
            )
            if first is not None:
                yield (*at, word), Problem("taken", format_lazy(_TWICE, first=joined_path(("organisations", first))))
        if entry["code"] == SECRETARIAT:
            yield (*at, "code"), Problem("taken", _RESERVED)
        last_day = recorded.get(entry["code"])
        if "member_until" in entry and entry["member_until"] != (last_day and last_day.isoformat()):
            yield (*at, "member_until"), Problem("unreadable", _LAST_DAY)
        if "centre" in entry and dt.date.fromisoformat(entry["centre"]["opened_on"]) > clock.today():
            yield (*at, "centre", "opened_on"), Problem("date_in_future")
        if "centre" in entry and not entry["districts"]:
            yield (*at, "districts"), Problem("missing_required", _NO_DISTRICT_OF_CENTRE)
        seen: set[Place] = set()
        for number, written in enumerate(entry["districts"]):
            try:
                district = districts.find(written)
            except Problem as problem:
                yield (*at, "districts", number), problem
                continue
            if district in seen:
                yield (*at, "districts", number), Problem("taken", _SAME_DISTRICT)
            seen.add(district)

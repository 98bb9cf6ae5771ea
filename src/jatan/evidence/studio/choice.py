"""What somebody chose of a report: kept nowhere but in the address, which holds codes and ids and no name."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from jatan.evidence.indicators.definitions import key_of
from jatan.evidence.indicators.results import Key
from jatan.evidence.studio.audiences import Audience
from jatan.kernel.periods import Period
from jatan.programme.activities.choices import Theme

_MOST = 60  # of members, of districts


@dataclass(frozen=True)
class Choice:
    """One report. Empty organisations, districts and themes: all; `project`: the common id of a project or grant.

    `parts`: codes of the parts in their order; empty: those that the audience gets by itself. `with_faces`: also
    photographs on which grown-ups can be recognised who said yes to this use. `shown`: the number that is laid side by
    side.
    """

    period: Period
    language: str
    compared: Period | None = None
    organisations: frozenset[uuid.UUID] = frozenset()
    districts: frozenset[uuid.UUID] = frozenset()
    themes: tuple[str, ...] = ()
    project: uuid.UUID | None = None
    audience: Audience = Audience.OWN
    parts: tuple[str, ...] = ()
    with_faces: bool = False
    shown: Key | None = None

    @property
    def is_cut(self) -> bool:
        """True if only what was held on some themes or for one grant is counted."""
        return bool(self.themes or self.project)

    def fields(self) -> list[tuple[str, str]]:
        """The parameters of the address besides those of the days and the language, always in the same order."""
        return [
            *(("organisation", str(one)) for one in sorted(self.organisations)),
            *(("district", str(one)) for one in sorted(self.districts)),
            *(("theme", one) for one in self.themes),
            *([("project", str(self.project))] if self.project else []),
            *([("audience", self.audience.value)] if self.audience is not Audience.OWN else []),
            *([("with_faces", "on")] if self.with_faces else []),
            *([("show", ".".join(self.shown))] if self.shown else []),
            *(("part", one) for one in self.parts),
        ]


def parse_choice(
    answers: QueryDict, *, period: Period, compared: Period | None, language: str, known: Iterable[str]
) -> Choice:
    """The choice in an address, whose days and language the caller has read. `known`: the codes of all parts.

    What cannot be read is as if it were not there. Parts stand in the order in which they are named; a number
    `order_CODE` beside them, as the form sends it, puts them in the order of these numbers.
    """
    audience = answers.get("audience", "")
    chosen = Audience(audience) if audience in Audience.values else Audience.OWN
    codes = [code for code in dict.fromkeys(answers.getlist("part")) if code in set(known)]
    places = {code: _place(answers.get(f"order_{code}"), place) for place, code in enumerate(codes, start=1)}
    # The ticks of the form are those of the audience for which it was drawn: with another one they are drawn anew.
    if answers.get("ticked_for", chosen.value) != chosen.value:
        codes = []
    return Choice(
        period,
        language,
        compared,
        frozenset(_ids(answers.getlist("organisation"))),
        frozenset(_ids(answers.getlist("district"))),
        tuple(one for one in Theme.values if one and one in answers.getlist("theme")),
        next(iter(_ids(answers.getlist("project"))), None),
        chosen,
        tuple(sorted(codes, key=lambda code: places[code])),
        bool(answers.get("with_faces")),
        _number(answers.get("show", "")),
    )


def _place(text: str | None, otherwise: int) -> float:
    """The number beside a part. Of two equal ones the part that was moved comes first: it was given the number."""
    try:
        number = int(text or "")
    except ValueError:
        return otherwise
    return number if number == otherwise else number - 0.5 if number < otherwise else number + 0.5


def _number(text: str) -> Key | None:
    """ "code.value" as a key; None for what is no number."""
    try:
        return key_of(text)
    except KeyError:
        return None


def _ids(texts: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for text in list(texts)[:_MOST]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found

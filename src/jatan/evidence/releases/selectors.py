"""What is public, and what waits to be. Public rows need no actor."""

import datetime as dt
import uuid
from dataclasses import dataclass

from jatan.evidence.indicators.centres import CENTRES
from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.results import Key
from jatan.evidence.releases.choices import Outcome, Section
from jatan.evidence.releases.models import PublicPiece, PublicText, Release
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.periods import financial_year, year_words

_YEARS_BACK = 8
# What the public page begins with: people reached, organised, helped and linked. In this order.
HEADLINES: tuple[Key, ...] = (
    ("awareness_programmes", "participants"),
    ("shg_meetings", "participants"),
    ("forums", "members"),
    ("information_centres", "resolved"),
    ("scheme_linkages", "beneficiaries"),
)


@dataclass(frozen=True)
class YearNumber:
    """A number of one financial year in words ("2021–22"). `about`: it is a rounded one."""

    year: str
    amount: int
    about: bool


@dataclass(frozen=True)
class PublicNumber:
    """One number in every released year (`years`, the oldest first; None: not released of that year).

    `key`: (indicator code, value name). `amount`: over all released years (of centres: the most in one year).
    """

    key: Key
    label: Localised
    unit: Localised
    counted: Localised
    years: tuple[YearNumber | None, ...]

    @property
    def released(self) -> list[YearNumber]:
        return [year for year in self.years if year is not None]

    @property
    def amount(self) -> int:
        amounts = [year.amount for year in self.released]
        return max(amounts, default=0) if self.key == CENTRES else sum(amounts)

    @property
    def about(self) -> bool:
        return any(year.about for year in self.released)

    @property
    def latest(self) -> YearNumber | None:
        """The number of the newest released year; None where it is not released of that year."""
        return self.years[-1] if self.years else None

    @property
    def change(self) -> int | None:
        """By how many it differs from the year before; None where one of both is not released."""
        now, before = (self.years[-1], self.years[-2]) if len(self.years) > 1 else (None, None)
        return now.amount - before.amount if now is not None and before is not None else None


@dataclass(frozen=True)
class PublicNumbers:
    """All numbers of the published table. `years`: first days, without a gap, from the first released to the last."""

    years: tuple[dt.date, ...]
    numbers: tuple[PublicNumber, ...]

    @property
    def headlines(self) -> list[PublicNumber]:
        """The five that the page begins with, released or not; empty before anything is released."""
        by_key = {one.key: one for one in self.numbers}
        return [by_key[key] for key in HEADLINES] if self.years else []

    @property
    def shown(self) -> list[PublicNumber]:
        """Those that are released of any year."""
        return [one for one in self.numbers if one.released]


def public_texts() -> list[PublicText]:
    """The texts that are public, in the order of the page. One query."""
    order = {section: place for place, section in enumerate(Section.values)}
    return sorted(PublicText.objects.filter(outcome=Outcome.RELEASED), key=lambda row: order[row.section])


def public_numbers() -> PublicNumbers:
    """The released totals in the order of the published table. One query."""
    releases = {row.year: _amounts(row) for row in Release.objects.filter(outcome=Outcome.RELEASED)}
    first, last = min(releases, default=None), max(releases, default=None)
    years = (
        [] if first is None or last is None else [first.replace(year=one) for one in range(first.year, last.year + 1)]
    )
    numbers = [
        PublicNumber(
            (one.code, value.name),
            one.label,
            value.label,
            one.counted,
            tuple(releases.get(year, {}).get((one.code, value.name)) for year in years),
        )
        for one in INDICATORS
        for value in one.values
    ]
    return PublicNumbers(tuple(years), tuple(numbers))


def waiting_for(account_id: uuid.UUID | None) -> list[PublicText | Release | PublicPiece]:
    """What somebody else has proposed and this account could release, the oldest first. Three queries."""
    if account_id is None:
        return []
    texts = PublicText.objects.filter(outcome="").exclude(proposed_by=account_id)
    totals = Release.objects.filter(outcome="").exclude(proposed_by=account_id)
    pieces = PublicPiece.objects.filter(outcome="").exclude(proposed_by=account_id)
    return sorted([*texts, *totals, *pieces], key=lambda row: row.proposed_at)


def texts_by_section() -> dict[str, list[PublicText]]:
    """All versions by section, the newest first. One query."""
    found: dict[str, list[PublicText]] = {section: [] for section in Section.values}
    for row in PublicText.objects.order_by("-version"):
        found[row.section].append(row)
    return found


def over_years() -> list[dt.date]:
    """First days of the last financial years that are over, the newest first."""
    this = financial_year(clock.today()).start
    return [this.replace(year=this.year - back) for back in range(1, _YEARS_BACK + 1)]


def _amounts(release: Release) -> dict[Key, YearNumber]:
    return {
        (row["indicator"], row["value"]): YearNumber(year_words(release.year), row["amount"], row["about"])
        for row in release.numbers
    }

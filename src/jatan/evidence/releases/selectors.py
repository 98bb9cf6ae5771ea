"""What is public, and what waits to be. Public rows need no actor."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from jatan.evidence.indicators.centres import CENTRES
from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.releases.choices import Outcome, Section
from jatan.evidence.releases.models import PublicText, Release
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.periods import financial_year

__all__ = [
    "PublicNumber",
    "YearNumber",
    "over_years",
    "public_numbers",
    "public_texts",
    "texts_by_section",
    "waiting_for",
    "year_words",
]

_YEARS_BACK = 8


@dataclass(frozen=True)
class YearNumber:
    """A number of one financial year in words ("2021–22"). `about`: it is a rounded one."""

    year: str
    amount: int
    about: bool


@dataclass(frozen=True)
class PublicNumber:
    """One released number: over all released years (of centres: the most in one year), and in each."""

    label: Localised
    unit: Localised
    amount: int
    about: bool
    years: tuple[YearNumber, ...]


def public_texts() -> list[PublicText]:
    """The texts that are public, in the order of the page. One query."""
    order = {section: place for place, section in enumerate(Section.values)}
    return sorted(PublicText.objects.filter(outcome=Outcome.RELEASED), key=lambda row: order[row.section])


def public_numbers() -> list[PublicNumber]:
    """The released totals in the order of the published table. One query."""
    releases = list(Release.objects.filter(outcome=Outcome.RELEASED).order_by("year"))
    found = []
    for one in INDICATORS:
        for value in one.values:
            years = tuple(_of_years(releases, one.code, value.name))
            if years:
                amounts = [year.amount for year in years]
                total = max(amounts) if (one.code, value.name) == CENTRES else sum(amounts)
                found.append(PublicNumber(one.label, value.label, total, any(year.about for year in years), years))
    return found


def waiting_for(account_id: uuid.UUID | None) -> list[PublicText | Release]:
    """What somebody else has proposed and this account could release, the oldest first. Two queries."""
    if account_id is None:
        return []
    texts = PublicText.objects.filter(outcome="").exclude(proposed_by=account_id)
    totals = Release.objects.filter(outcome="").exclude(proposed_by=account_id)
    return sorted([*texts, *totals], key=lambda row: row.proposed_at)


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


def year_words(year: dt.date) -> str:
    """2021–22"""
    return f"{year.year}–{(year.year + 1) % 100:02}"


def _of_years(releases: Iterable[Release], code: str, name: str) -> Iterable[YearNumber]:
    for release in releases:
        for row in release.numbers:
            if (row["indicator"], row["value"]) == (code, name):
                yield YearNumber(year_words(release.year), row["amount"], row["about"])

"""The papers of one reader: the account and the donor's form, with what she may read of numbers and paragraphs."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from jatan.evidence.account.cut_sums import sums_by_sex, sums_of_theme
from jatan.evidence.account.donor_parts import donor_parts
from jatan.evidence.account.paper import REACH, Paper, build_account, build_donor
from jatan.evidence.account.promises import promises_in
from jatan.evidence.account.stories import stories_in
from jatan.evidence.indicators.results import ImpactReport, Key
from jatan.evidence.indicators.scope import Scope, scope_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.narrative.models import Paragraph
from jatan.evidence.narrative.selectors import paragraphs_of
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period

__all__ = ["PaperOfReader", "account_paper", "donor_paper", "find_teller"]


@dataclass(frozen=True)
class PaperOfReader:
    """A paper with the report whose numbers it has, and the paragraphs in force by place. `teller`: the organisation
    whose paragraphs they are; None where the paper is about several organisations or about places."""

    paper: Paper
    report: ImpactReport
    teller: uuid.UUID | None
    paragraphs: Mapping[str, Paragraph]


def account_paper(
    period: Period,
    *,
    by: Actor,
    language: str,
    organisation: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
) -> PaperOfReader:
    """The account over a period. Raises Forbidden when the reader may see no numbers."""
    scope = scope_of(by, organisation=organisation, district=district)
    report = impact_report(period, by=by, organisation=organisation, district=district)
    teller, paragraphs = _paragraphs(by, scope, period)
    return PaperOfReader(build_account(report, _texts(paragraphs), language), report, teller, paragraphs)


def donor_paper(
    period: Period,
    *,
    by: Actor,
    language: str,
    organisation: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
    theme: str = "",
) -> PaperOfReader:
    """The donor's form over a period; with a theme, of the activities with that theme only, of whole organisations."""
    scope = scope_of(by, organisation=organisation, district=district)
    report = impact_report(period, by=by, organisation=organisation, district=district)
    teller, paragraphs = _paragraphs(by, scope, period, theme)
    members = scope.every_organisation
    paper = build_donor(
        report,
        _texts(paragraphs),
        language,
        promises=None
        if theme or scope.places
        else promises_in(period, by=by, organisations=members, district=district),
        stories=stories_in(period, by=by, organisations=members, theme=theme),
        theme=theme,
        of_theme=sums_of_theme(scope, period, theme) if theme else None,
        came={} if theme else sums_by_sex(scope, period, _reached()),
    )
    return PaperOfReader(paper, report, teller, paragraphs)


def find_teller(by: Actor, scope: Scope) -> uuid.UUID | None:
    """The organisation whose paragraphs stand in the papers of this scope; None where it is several, or places.

    Of the whole network it is the secretariat, of one whole member that member. One query.
    """
    if scope.places or scope.district is not None:
        return None
    kinds = dict(Organisation.objects.values_list("id", "kind"))
    if scope.organisations >= kinds.keys() - by.former:
        return next((one for one, kind in kinds.items() if kind == Kind.NETWORK), None)
    members = [one for one in scope.organisations if kinds.get(one) == Kind.MEMBER]
    return members[0] if len(members) == len(scope.organisations) == 1 else None


def _paragraphs(
    by: Actor, scope: Scope, period: Period, theme: str = ""
) -> tuple[uuid.UUID | None, Mapping[str, Paragraph]]:
    teller = find_teller(by, scope)
    return teller, paragraphs_of(by, teller, period, theme) if teller is not None else {}


def _reached() -> tuple[Key, ...]:
    return next(part.numbers for part in donor_parts() if part.code == REACH)


def _texts(paragraphs: Mapping[str, Paragraph]) -> dict[str, Localised]:
    return {place: row.text for place, row in paragraphs.items()}

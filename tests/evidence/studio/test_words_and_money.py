"""Own words in a report, partners and promises, money recovered: each from where the house keeps it."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.utils.translation import override

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.narrative.selectors import paragraphs_of, versions_of
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.evidence.studio.blocks import Figure, Items, Lines, Part, Words
from jatan.evidence.studio.people_parts import money_part, partners_part
from jatan.evidence.studio.words_parts import (
    DIFFICULTIES,
    NEXT,
    YEAR,
    words_part,
)
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.allies.commands import RecordAgreement, RecordJointWork
from jatan.programme.allies.parts import AGREEMENT, JOINT_WORK, record_commitment_outcome
from jatan.programme.projects.commands import BeginProject
from jatan.programme.projects.services import begin_project
from tests.cast import Cast
from tests.programme.allies.builders import a_promise, an_ally
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
DAYS = Period(dt.date(2023, 4, 1), dt.date(2024, 3, 31))
PLACES = (YEAR, DIFFICULTIES, NEXT)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_own_words_are_versioned_and_stand_in_their_own_report_alone(cast: Cast, as_: As, place: str) -> None:
    def text_of(by: Actor, language: str = "hi", period: Period = DAYS, **asked: Any) -> str | None:
        teller = asked.pop("teller", cast.gumla.id)
        written = paragraphs_of(by, teller, period, asked.get("theme", ""), asked.get("project")) if teller else {}
        part = words_part(written, place, language=language)
        if part is None:
            return None
        [block] = part.blocks
        assert isinstance(block, Words)
        assert (block.place, bool(part.title)) == (place, True)
        return block.text

    def write(by: Actor, text: str, **answers: Any) -> Any:
        usual = {"organisation": cast.gumla.id, "place": place, "first": DAYS.start, "last": DAYS.end, "text_en": ""}
        return write_paragraph(by=by, command=WriteParagraph(text_hi=text, **(usual | answers)))

    with as_("coordinator") as by:
        assert text_of(by) is None
        grant = begin_project(
            by=by,
            command=BeginProject(
                organisation=cast.gumla.id, place=cast.gumla_district, name_hi="अनुदान", begins_on=DAYS.start
            ),
        )
        first = write(by, "पहली बात")
        write(by, "अनुदान की बात", about=grant.id)
        assert text_of(by) == "पहली बात"
        write(by, "दूसरी बात", before=first.id)
        assert (text_of(by), text_of(by, project=grant.id)) == ("दूसरी बात", "अनुदान की बात")
        assert [row.text_hi for row in versions_of(by, cast.gumla.id, place, DAYS)] == ["दूसरी बात", "पहली बात"]
        for asked in (
            {"language": "en"},
            {"period": Period(DAYS.start, dt.date(2023, 6, 30))},
            {"theme": "covid19"},
            {"teller": None},
            {"teller": cast.network.id},
        ):
            assert text_of(by, **asked) is None, asked  # type: ignore[arg-type]
    with as_("khunti_coordinator") as by:
        assert text_of(by) is None
    with as_("secretariat") as by:
        assert text_of(by) == "दूसरी बात"


def figures_of(part: Part | None) -> tuple[Figure, ...]:
    assert part is not None
    return tuple(one for block in part.blocks if isinstance(block, Lines) for one in block.figures)


@pytest.mark.parametrize("reader", ["coordinator", "secretariat"])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_money_recovered_is_the_reports_own_number_or_the_words_in_its_place(
    cast: Cast, as_: As, reader: str, language: str
) -> None:
    with as_("coordinator") as by:
        issue = an_issue(by, cast, status="resolved", resolved_on=dt.date(2023, 5, 3))
        type(issue).objects.filter(organisation_id=issue.organisation_id, pk=issue.pk).update(money_recovered=4_000)
    recount_pending([cast.gumla.id])
    with as_(reader) as by:
        report = impact_report(DAYS, by=by, organisation=cast.gumla.id)
        part = money_part(report, language=language)
        found = {one.key: one for one in figures_of(part)}
        for key in (("money_recovered", "rupees"), ("money_recovered", "issues")):
            assert (found[key].absence, found[key].number) == (report.absence(*key), _cell(report, key, language))
        assert part is not None
        assert ("4,000" in part.title) == (reader == "coordinator")
        if reader == "secretariat":
            assert found["money_recovered", "rupees"].absence is not Absence.NOT_RECORDED


def _cell(report: Any, key: tuple[str, str], language: str) -> int | str:
    with override(language):
        return report.cell(*key)  # type: ignore[no-any-return]


def test_without_any_record_there_is_no_part(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        report = impact_report(DAYS, by=by, organisation=cast.gumla.id)
        assert money_part(report, language="hi") is None
        assert partners_part(by, period=DAYS, organisations={cast.gumla.id}, language="hi") is None


def test_partners_and_promises_are_told_without_confidential_ones_or_those_of_others(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        office, union, silent = (an_ally(by, cast, name=name) for name in ("श्रम कार्यालय", "मज़दूर संघ", "चुप कार्यालय"))
        where = {"organisation": cast.gumla.id, "place": cast.gumla_district}
        for ally, hidden in ((office, False), (silent, True)):
            AGREEMENT.record(
                by,
                RecordAgreement(
                    ally=ally, kind="mou", title="साथ", signed_on=DAYS.start, is_confidential=hidden, **where
                ),
            )
        for day in (DAYS.start, DAYS.end, DAYS.end + dt.timedelta(days=1)):
            JOINT_WORK.record(by, RecordJointWork(ally=union, kind="watch", held_on=day, what="स्टेशन", **where))
        kept = a_promise(by, office)
        record_commitment_outcome(by=by, commitment=kept, outcome="kept", settled_on=dt.date(2024, 2, 1))
        a_promise(by, silent, is_confidential=True)
        part = partners_part(by, period=DAYS, organisations={cast.gumla.id}, language="en")
        assert part is not None
        partners, kept_ones = (block for block in part.blocks if isinstance(block, Items))
        assert {one.title for one in partners.items} == {"श्रम कार्यालय", "मज़दूर संघ"}
        assert next(one for one in partners.items if one.title == "मज़दूर संघ").about == "2 times worked together"
        assert [one.title for one in kept_ones.items] == [f"{kept.what} (written in Hindi)"]
        hindi = partners_part(by, period=DAYS, organisations={cast.gumla.id}, language="hi")
        assert hindi is not None
        assert kept.what in [one.title for block in hindi.blocks if isinstance(block, Items) for one in block.items]
        assert {one.label.split(": ")[1]: one.number for one in figures_of(part)}["kept"] == 1
        assert part.title == "2 partners, 1 promise kept"
        assert partners_part(by, period=DAYS, organisations={cast.khunti.id}, language="en") is None
        elsewhere = partners_part(
            by, period=DAYS, organisations={cast.gumla.id}, language="en", districts=(cast.khunti_block.district_id,)
        )
        assert elsewhere is None

"""A report says which numbers of published months have changed since, and by which acts."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from jatan.evidence.indicators.models import CountSnapshot, MonthlyCell, PublishedChange, RecountCursor
from jatan.evidence.indicators.published_changes import changes_of_import, published_among
from jatan.evidence.indicators.results import Change
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_fully, recount_pending
from jatan.evidence.reports.changed_figures import cause_words, change_notes
from jatan.evidence.reports.impact import as_json
from jatan.evidence.studio.blocks import Note
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import build
from jatan.foundation.access.actors import Actor, importer_for, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.undo.services import undo_run
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.evidence import builders
from tests.intake.registers.workbooks import meeting, meetings

type As = Callable[[str], AbstractContextManager[Actor]]

JULY = dt.date(2025, 7, 1)
YEAR = Period(dt.date(2025, 4, 1), dt.date(2026, 3, 31))


@pytest.fixture
def published(cast: Cast, as_: As) -> Any:
    """A meeting of twelve in July 2025, which is published, and one in August, which is not."""
    with as_("coordinator") as by:
        made = builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2025, 7, 3))
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2025, 8, 3))
    recount_pending([cast.gumla.id])
    CountSnapshot.objects.create(month=JULY)
    return made


@pytest.fixture
def taken_in(cast: Cast, tmp_path: Path) -> Callable[..., ImportRun]:
    """Take in a workbook of meetings and recount; returns the run."""

    def take(*rows: list[Any]) -> ImportRun:
        import_workbook(meetings(tmp_path / "late.xlsx", *rows), cast.gumla)
        recount_pending([cast.gumla.id])
        with acting_as(importer_for(cast.gumla.id)):
            return ImportRun.objects.order_by("-id")[0]

    return take


def _changed(cast: Cast, part: str, period: Period = YEAR, **narrowed: Any) -> tuple[Change, ...]:
    recount_pending([cast.gumla.id])
    with acting_as(cast.actor(part)) as by:
        return impact_report(period, by=by, **narrowed).changed


def _summary(changes: tuple[Change, ...] | list[Change]) -> list[tuple[str, str, int, int, list[str]]]:
    return [
        (f"{one.month:%Y-%m}", one.key[1], one.before, one.after, [cause.how for cause in one.causes])
        for one in changes
    ]


def test_an_import_into_a_published_month_is_told_until_it_is_undone(
    cast: Cast, published: Any, taken_in: Callable[..., ImportRun]
) -> None:
    assert _changed(cast, "coordinator") == ()
    run = taken_in(meeting(1, "05/07/2025", women=13), meeting(2, "05/08/2025", women=5))
    found = _changed(cast, "coordinator")
    assert _summary(found) == [
        ("2025-07", "meetings", 1, 2, ["import"]),
        ("2025-07", "participants", 12, 25, ["import"]),
    ]
    assert {cause.run for one in found for cause in one.causes} == {run.pk}
    assert published_among(run.months) == [JULY]
    with acting_as(cast.actor("coordinator")):
        assert _summary(changes_of_import(cast.gumla.id, run.pk)) == _summary(found)
    undo_run(run, by=None, reason="wrong")
    assert _changed(cast, "coordinator") == ()
    with acting_as(machine_for([cast.gumla.id])):
        assert PublishedChange.objects.count() == 8  # twice both numbers, as totals and of the district
        assert changes_of_import(cast.gumla.id, run.pk) == []


def test_a_correction_on_a_page_is_told_with_its_day(cast: Cast, as_: As, published: Any) -> None:
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=published, changes={"total": 20})
    found = _changed(cast, "coordinator")
    assert _summary(found) == [("2025-07", "participants", 12, 20, ["page"])]
    assert found[0].causes[0].on == clock.now().date()


def test_a_full_recount_by_the_same_definitions_keeps_what_caused_a_change(cast: Cast, as_: As, published: Any) -> None:
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=published, changes={"total": 20})
    with acting_as(machine_for([cast.gumla.id])):
        recount_fully(cast.gumla.id)
    assert _summary(_changed(cast, "coordinator")) == [("2025-07", "participants", 12, 20, ["page"])]


def test_what_new_definitions_changed_is_told_as_the_upgrade(cast: Cast, published: Any) -> None:
    """Nobody did anything; a number of the new version was never published, and one that it counts no more is gone."""
    with acting_as(machine_for([cast.gumla.id])):
        RecountCursor.objects.update(definitions="other ones")
        july = MonthlyCell.objects.filter(month=JULY, dimension="total")
        july.filter(value="meetings").update(amount=7)
        MonthlyCell.objects.filter(value="participants").delete()
        row = july.get(value="meetings")
        MonthlyCell.objects.create(
            organisation_id=row.organisation_id, month=JULY, dimension="total", indicator="gone", value="n", amount=3
        )
    found = _changed(cast, "coordinator")
    assert _summary(found) == [("2025-07", "meetings", 7, 1, ["upgrade"])]
    assert found[0].causes[0].on == clock.today()
    (note,) = change_notes(found)
    assert f"{clock.today():%d.%m.%Y}" in note
    assert cause_words(found[0].causes[0]) in note


def test_an_upgrade_beside_an_act_is_told_with_it(cast: Cast, as_: As, published: Any) -> None:
    """New definitions came with the upgrade that follows the correction: its act is not lost with the cells."""
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=published, changes={"total": 20})
    with acting_as(machine_for([cast.gumla.id])):
        RecountCursor.objects.update(definitions="other ones")
        MonthlyCell.objects.filter(month=JULY, value="meetings").update(amount=7)  # as other definitions counted
    found = _changed(cast, "coordinator")
    assert _summary(found) == [
        ("2025-07", "meetings", 7, 1, ["upgrade", "page"]),
        ("2025-07", "participants", 12, 20, ["upgrade", "page"]),
    ]
    recount_pending([cast.gumla.id])
    assert _changed(cast, "coordinator") == found
    with acting_as(machine_for([cast.gumla.id])):
        recount_fully(cast.gumla.id)  # nothing happened since
    assert _changed(cast, "coordinator") == found


def test_the_first_count_of_an_organisation_changes_nothing(cast: Cast, as_: As, published: Any) -> None:
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=published, changes={"total": 20})
    with acting_as(machine_for([cast.gumla.id])):
        RecountCursor.objects.all().delete()
        MonthlyCell.objects.all().delete()
    assert _changed(cast, "coordinator") == ()


def test_readers_are_told_what_their_report_counts(
    cast: Cast, as_: As, published: Any, taken_in: Callable[..., ImportRun]
) -> None:
    taken_in(meeting(1, "05/07/2025", women=13))
    for part in ("secretariat", "researcher", "coordinator"):
        assert [one.after for one in _changed(cast, part)] == [2, 25], part
    assert _changed(cast, "khunti_coordinator") == ()
    assert [one.after for one in _changed(cast, "secretariat", district=cast.gumla_district.id)] == [2, 25]
    assert _changed(cast, "secretariat", district=cast.khunti_district.id) == ()
    assert _changed(cast, "secretariat", organisation=cast.khunti.id) == ()
    assert _changed(cast, "secretariat", Period(dt.date(2025, 7, 2), dt.date(2025, 7, 31))) == ()


def test_counts_of_persons_are_told_only_to_who_may_open_them(cast: Cast, as_: As, published: Any) -> None:
    with as_("desk_operator") as by:
        from_desk = {"organisation": cast.gumla, "place": cast.gumla_block, "received_on": dt.date(2025, 7, 9)}
        builders.row_of("helpdesk.issue", by, builders.Permission.HELPDESK_RECORD, kind="wages", **from_desk)
    assert [one.key for one in _changed(cast, "coordinator")] == [("information_centres", "received")]
    assert _changed(cast, "researcher") == ()


def test_nothing_is_told_before_the_first_snapshot(cast: Cast, taken_in: Callable[..., ImportRun]) -> None:
    taken_in(meeting(1, "05/07/2025", women=13))
    taken_in(meeting(2, "06/07/2025", women=14, village="Kemte"))
    assert _changed(cast, "coordinator") == ()


def test_every_form_of_the_report_tells_it(cast: Cast, published: Any, taken_in: Callable[..., ImportRun]) -> None:
    taken_in(meeting(1, "05/07/2025", women=13))
    with acting_as(cast.actor("coordinator")) as by:
        report = impact_report(YEAR, by=by)
    first = as_json(report)["changed_since_published"][0]
    assert (first["month"], first["before"], first["after"], first["causes"][0]["how"]) == ("2025-07", 1, 2, "import")
    with acting_as(cast.actor("coordinator")) as by:
        method = build(by, Choice(YEAR, "en", parts=("method",))).report.parts[0]
    notes = [block.text for block in method.blocks if isinstance(block, Note)]
    assert any("July 2025" in note and "12 became 25" in note for note in notes), notes
    assert len(change_notes(report.changed * 10)) == 13

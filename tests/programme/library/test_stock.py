"""The stock book: what was printed, came in, was given out and asked for; what is left."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem
from jatan.programme.library import services
from jatan.programme.library.commands import RecordDistribution
from jatan.programme.library.models import Distribution, Material
from jatan.programme.library.selectors import asked_most, public_materials, recalled_copies, stock_of
from tests.cast import Cast
from tests.programme.library.builders import a_material
from tests.programme.library.test_making import a_trial, an_approved

As = Callable[[str], AbstractContextManager[Actor]]
DAY = dt.date(2024, 5, 6)
MAY = Period(dt.date(2024, 5, 1), dt.date(2024, 5, 31))


def a_line(by: Actor, cast: Cast, material: Material, kind: str, copies: int, **answers: Any) -> Distribution:
    """A line in the stock book of Gumla, if nothing else is said."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "material": material,
        "kind": kind,
        "copies": copies,
        "given_on": DAY,
    }
    return services.DISTRIBUTION.record(by=by, command=RecordDistribution(**(usual | answers)))


def of_network(by: Actor, cast: Cast, **answers: Any) -> Material:
    return an_approved(by, cast, organisation=cast.network.id, **answers)


def test_members_give_out_what_the_secretariat_printed(cast: Cast, as_: As) -> None:
    mine = {"organisation": cast.network.id, "place": cast.khunti_district}
    with as_("secretariat") as by:
        material = of_network(by, cast)
        a_line(by, cast, material, "printed", 500, **mine)
        a_line(by, cast, material, "sent", 200, to_whom="गुमला सदस्य", **mine)
    with as_("coordinator") as by:
        a_line(by, cast, material, "received", 200)
        a_line(by, cast, material, "given", 150)
        a_line(by, cast, material, "spoiled", 5)
        a_line(by, cast, material, "asked", 80)
    with as_("field_worker") as by:
        found = {one.organisation_id: one for one in stock_of(by, material)}
    assert (found[cast.network.id].left, found[cast.gumla.id].left) == (300, 45)
    assert found[cast.gumla.id].copies["asked"] == 80


def test_the_first_printing_is_a_stage_of_the_material(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = an_approved(by, cast)
        a_line(by, cast, material, "printed", 100)
        assert Material.objects.get(pk=material.pk).stage == "printed"


def test_a_member_writes_no_line_for_another(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast)
    with as_("khunti_coordinator") as by, pytest.raises(Forbidden):
        a_line(by, cast, material, "given", 5)


def test_a_draft_is_neither_printed_nor_given_but_may_be_asked_for(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, stage="draft")
        for kind in ("printed", "given", "received"):
            with pytest.raises(Problem, match="not_yet"):
                a_line(by, cast, material, kind, 10)
        a_line(by, cast, material, "asked", 10)


def test_a_replaced_version_is_not_printed_again(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = an_approved(by, cast)
        newer = services.copy_as_version(by=by, material=material, version="2")
        a_trial(by, newer)
        services.approve_material(by=by, material=newer, on=DAY)
        material = Material.objects.get(pk=material.pk)
        with pytest.raises(Problem, match="replaced"):
            a_line(by, cast, material, "printed", 10)
        a_line(by, cast, material, "given", 10)


def test_what_is_called_back_is_not_given_and_told_to_whoever_has_copies(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        material = of_network(by, cast)
        services.MATERIAL.amend(by=by, row=material, changes={"is_public": True})
    with as_("coordinator") as by:
        a_line(by, cast, material, "received", 30)
    with as_("secretariat") as by:
        services.recall_material(by=by, material=material, what="कहानी 2 वापस ली गई")
    assert not public_materials().exists()
    with as_("coordinator") as by:
        assert [(row.pk, left) for row, left in recalled_copies(by)] == [(material.pk, 30)]
        with pytest.raises(Problem, match="called_back"):
            a_line(by, cast, Material.objects.get(pk=material.pk), "given", 1)
    with as_("khunti_coordinator") as by:
        assert recalled_copies(by) == []
    with as_("coordinator") as by:
        a_line(by, cast, Material.objects.get(pk=material.pk), "spoiled", 30)
        assert recalled_copies(by) == []


def test_what_is_asked_for_most_comes_first_with_what_is_left(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        poster, song = an_approved(by, cast, title_hi="पोस्टर"), an_approved(by, cast, title_hi="गीत")
        a_line(by, cast, poster, "printed", 100, given_on=dt.date(2024, 4, 1))
        a_line(by, cast, poster, "given", 60)
        a_line(by, cast, song, "asked", 90)
        found = asked_most(by, MAY.start, MAY.end, most=5)
    assert [(one.material.title_hi, one.given, one.asked, one.left) for one in found] == [
        ("गीत", 0, 90, 0),
        ("पोस्टर", 60, 0, 40),
    ]


def test_approved_materials_and_copies_are_counted_and_open_onto_their_rows(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = an_approved(by, cast)
        a_line(by, cast, material, "given", 60)
        gone = a_line(by, cast, material, "given", 7)
        a_line(by, cast, material, "printed", 500)
        a_line(by, cast, material, "given", 9, given_on=dt.date(2024, 6, 1))
        services.DISTRIBUTION.withdraw(by=by, row=gone, reason="दो बार")
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
    with as_("coordinator") as by:
        report = impact_report(MAY, by=by)
        assert report.number("iec_approved", "materials") == 1
        assert (report.number("copies_given", "times"), report.number("copies_given", "copies")) == (1, 60)
        assert [row.copies for row in rows_behind("copies_given", "copies", MAY, by=by)] == [60]
        assert [row.pk for row in rows_behind("iec_approved", "materials", MAY, by=by)] == [material.pk]

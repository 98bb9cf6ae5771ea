"""Paragraphs: versions stay, the network and each member write for themselves, and nothing is overwritten unseen."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from jatan.evidence.narrative.models import LONGEST_TEXT, Paragraph
from jatan.evidence.narrative.places import find_place, places_of
from jatan.evidence.narrative.selectors import other_periods, paragraphs_of, versions_of
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem, Problems
from tests.cast import Cast

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
YEAR = Period(dt.date(2023, 4, 1), dt.date(2024, 3, 31))
PLACE = "account_opening"


def words(organisation: uuid.UUID, text_hi: str = "पहला वाक्य", **fields: Any) -> WriteParagraph:
    usual: dict[str, Any] = {"place": PLACE, "first": YEAR.start, "last": YEAR.end, "text_en": ""}
    return WriteParagraph(organisation=organisation, text_hi=text_hi, **(usual | fields))


def test_every_version_stays_with_who_wrote_it_and_when(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        first = write_paragraph(by=by, command=words(cast.network.id))
        assert first is not None
        again = words(cast.network.id, "  दूसरा वाक्य\r\n\r\nतीसरा  ", before=first.id)
        second = write_paragraph(by=by, command=again)
        assert second is not None
        assert second.text_hi == "दूसरा वाक्य\n\nतीसरा"
        same = words(cast.network.id, second.text_hi, before=second.id)
        assert write_paragraph(by=by, command=same) is None
        write_paragraph(by=by, command=words(cast.network.id, "", before=second.id))
        found = versions_of(by, cast.network.id, PLACE, YEAR)
        assert [row.text_hi for row in found] == ["", "दूसरा वाक्य\n\nतीसरा", "पहला वाक्य"]
        assert {row.written_by for row in found} == {by.account_id}
        assert [row.replaced_at is None for row in found] == [True, False, False]
        assert paragraphs_of(by, cast.network.id, YEAR) == {}
    events = Event.objects.filter(verb__startswith="narrative.").order_by("sequence")
    with as_("auditor"):
        assert [event.verb for event in events] == ["narrative.written", "narrative.written", "narrative.taken_back"]
        assert all(event.payload == {"place": PLACE} for event in events)


def test_what_somebody_wrote_meanwhile_is_not_overwritten(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        first = write_paragraph(by=by, command=words(cast.network.id))
        assert first is not None
        for stale in (None, uuid.uuid4()):
            with pytest.raises(Problem) as refused:
                write_paragraph(by=by, command=words(cast.network.id, "दूसरा", before=stale))
            assert refused.value.code == "changed_meanwhile"
        assert paragraphs_of(by, cast.network.id, YEAR)[PLACE].text_hi == "पहला वाक्य"


def test_a_member_writes_about_itself_and_the_secretariat_about_the_network(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        write_paragraph(by=by, command=words(cast.gumla.id))
    for part, organisation in (
        ("coordinator", cast.khunti.id),
        ("coordinator", cast.network.id),
        ("secretariat", cast.gumla.id),
        ("researcher", cast.network.id),
        ("desk_operator", cast.gumla.id),
        ("field_worker", cast.gumla.id),
        ("administrator", cast.network.id),
    ):
        with as_(part) as by, pytest.raises(Forbidden):
            write_paragraph(by=by, command=words(organisation, "दूसरे की ओर से"))
    with as_("secretariat") as by:
        assert paragraphs_of(by, cast.gumla.id, YEAR)[PLACE].text_hi == "पहला वाक्य"
    with as_("khunti_coordinator") as by:
        assert paragraphs_of(by, cast.gumla.id, YEAR) == {}
        assert not Paragraph.objects.exists()


def test_the_wall_stops_a_row_of_somebody_else(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator"), pytest.raises(DatabaseError), transaction.atomic():
        Paragraph.objects.create(organisation=cast.gumla, place=PLACE, first=YEAR.start, last=YEAR.end, text_hi="x")


def test_periods_themes_and_places_are_kept_apart(cast: Cast, as_: As) -> None:
    quarter = Period(dt.date(2024, 1, 1), dt.date(2024, 3, 31))
    with as_("secretariat") as by:
        write_paragraph(by=by, command=words(cast.network.id))
        write_paragraph(by=by, command=words(cast.network.id, "तिमाही", first=quarter.start, last=quarter.end))
        of_theme = words(cast.network.id, "कोविड", place="donor_opening", theme="covid19")
        write_paragraph(by=by, command=of_theme)
        assert set(paragraphs_of(by, cast.network.id, YEAR)) == {PLACE}
        assert set(paragraphs_of(by, cast.network.id, YEAR, "covid19")) == {"donor_opening"}
        (other,) = other_periods(by, cast.network.id, PLACE, YEAR)
        assert (other.period, other.text_hi) == (quarter, "तिमाही")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"place": "nowhere"}, "unknown_place"),
        ({"theme": "nothing"}, "unreadable"),
        ({"last": dt.date(2022, 1, 1)}, "no_such_date"),
        ({"first": dt.date(1900, 1, 1)}, "no_such_date"),
        ({"text_hi": "क" * (LONGEST_TEXT + 1)}, "too_long"),
        ({"text_en": "her number is 2341 2341 2346"}, "aadhaar_number"),
    ],
)
def test_what_cannot_be_a_paragraph_is_refused_at_its_field(fields: dict[str, Any], code: str) -> None:
    with pytest.raises((Problem, Problems)) as refused:
        words(uuid.uuid4(), **fields)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_places_are_named_in_both_languages() -> None:
    for paper in ("account", "donor"):
        found = places_of(paper)
        assert found[0].code == f"{paper}_opening"
        assert found[-1].code == f"{paper}_closing"
        for place in found:
            assert place == find_place(place.code)
            assert len(place.code) <= 32
            assert all((place.label.hi, place.label.en, place.asks.hi, place.asks.en))

"""The register of places and ways: who reads, records, verifies and corrects; shelters; duplicates; stops."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.journeys.services import name_stops
from jatan.programme.landmarks import selectors, services
from jatan.programme.landmarks.models import Landmark, Verification
from jatan.programme.landmarks.services import LANDMARK, ROUTE
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.landmarks.builders import GUMLA, a_landmark, a_route, landmark_command
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]

YEAR_AGO = clock.today() - dt.timedelta(days=366)


def _codes(raised: Any) -> set[tuple[str, str | None]]:
    return {(problem.code, problem.field) for problem in raised.value.problems}


def test_everybody_of_the_network_sees_a_landmark_and_a_stranger_does_not(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast)
    for part in ("field_worker", "khunti_desk", "legal_officer", "secretariat", "researcher"):
        with as_(part) as by:
            assert [one.pk for one in selectors.landmarks(by)] == [row.pk], part
    for part in ("stranger", "auditor"):
        with as_(part) as by:
            assert not selectors.landmarks(by).exists(), part


def test_a_field_worker_maps_her_own_block_and_no_other(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        assert a_landmark(by, cast).recorded_by == by.account_id
        with pytest.raises(Forbidden):
            a_landmark(by, cast, place=cast.other_gumla_block)


def test_another_member_changes_nothing(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast)
    with as_("khunti_coordinator") as by:
        with pytest.raises((Forbidden, ObjectDoesNotExist)):
            services.LANDMARK.amend(by=by, row=row, changes={"phone": "112"})
        with pytest.raises((Forbidden, ObjectDoesNotExist)):
            services.LANDMARK.withdraw(by=by, row=row, reason="x")
        assert Landmark._default_manager.filter(pk=row.pk).update(name_hi="x") == 0


def test_the_recorder_and_the_secretariat_correct_with_history(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        row = a_landmark(by, cast)
        services.LANDMARK.amend(by=by, row=row, changes={"phone": "१०९८"})
    with as_("secretariat") as by:
        changes = {"name_en": "Gumla bus stand", "place": cast.gumla_district}
        assert services.LANDMARK.amend(by=by, row=LANDMARK.find(by, row.pk), changes=changes)
        assert [one.pk for one in selectors.search(by, "bus stand")] == [row.pk]
        kept = Revision.objects.filter(about=row.pk).order_by("at")
        assert [sorted(one.after) for one in kept] == [["phone"], ["name_en", "name_fold", "place"]]
        assert kept[1].before["name_en"] == ""


def test_a_desk_operator_does_not_correct_what_a_colleague_recorded(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast)
    with as_("desk_operator") as by, pytest.raises(Forbidden):
        services.LANDMARK.amend(by=by, row=row, changes={"phone": "112"})


def test_any_member_verifies_once_a_day_and_it_stays_known_who(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast, mapped_on=YEAR_AGO)
        assert [one.pk for one in selectors.unchecked(by)] == [row.pk]
    with as_("khunti_coordinator") as by:
        row = LANDMARK.find(by, row.pk)
        first = services.verify_landmark(by=by, landmark=row)
        assert services.verify_landmark(by=by, landmark=row).pk == first.pk
        assert (first.organisation_id, first.recorded_by) == (cast.khunti.id, by.account_id)
        assert Event.objects.filter(organisation=cast.khunti, verb="landmarks.landmark_verified").count() == 1
    with as_("coordinator") as by:
        assert not selectors.unchecked(by).exists()
        assert LANDMARK.find(by, row.pk).checked == clock.today()
        assert [one.organisation.code for one in selectors.verifications(by, row)] == ["T02"]


def test_who_finds_it_right_again_after_a_doubt_of_the_same_day_is_heard(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast, mapped_on=clock.today())
        services.verify_landmark(by=by, landmark=row)
        services.verify_landmark(by=by, landmark=row, finding="different", note="बंद मिला")
        assert [one.pk for one in selectors.unchecked(by)] == [row.pk]
        services.verify_landmark(by=by, landmark=row)
        assert not selectors.unchecked(by).exists()
        assert selectors.verifications(by, row).count() == 3


def test_who_only_reads_verifies_nothing(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast)
    for part in ("researcher", "legal_officer", "counsellor"):
        with as_(part) as by, pytest.raises(Forbidden):
            services.verify_landmark(by=by, landmark=row)


def test_what_is_different_asks_for_a_check_until_it_is_corrected(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast, mapped_on=clock.today())
    with as_("khunti_desk") as by:
        with pytest.raises(Problems):
            services.verify_landmark(by=by, landmark=row, finding="different")
        services.verify_landmark(by=by, landmark=row, finding="different", note="नंबर बदल गया है")
    with as_("coordinator") as by:
        assert [one.pk for one in selectors.unchecked(by)] == [row.pk]
        services.LANDMARK.amend(by=by, row=LANDMARK.find(by, row.pk), changes={"phone": "139"})
        assert not selectors.unchecked(by).exists()


def test_what_lies_in_other_districts_is_not_asked_of_me(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        of_khunti = {"organisation": cast.khunti.id, "place": cast.khunti_block, "mapped_on": YEAR_AGO}
        a_landmark(by, cast, **of_khunti)
    with as_("coordinator") as by:
        mine = a_landmark(by, cast, mapped_on=YEAR_AGO)
        assert selectors.unchecked(by).count() == 2
        assert [one.pk for one in selectors.unchecked(by, mine=True)] == [mine.pk]
        assert selectors.register_state(by) == selectors.Register(2, 0)


def test_of_a_shelter_only_the_district_is_kept(cast: Cast, as_: As) -> None:
    with pytest.raises(Problems) as raised:
        landmark_command(cast, kind="shelter", address="मेन रोड", village="टोटो", is_public=True, **GUMLA)
    assert _codes(raised) == {
        ("shelter_located", field) for field in ("address", "village", "coordinates", "place", "is_public")
    }
    with as_("coordinator") as by:
        row = a_landmark(by, cast, kind="shelter", place=cast.gumla_district, phone="181")
        with pytest.raises(Problems):
            services.LANDMARK.amend(by=by, row=row, changes=GUMLA)
        placed = a_landmark(by, cast, **GUMLA)
        with pytest.raises(Problems):
            services.LANDMARK.amend(by=by, row=placed, changes={"kind": "shelter"})
        with pytest.raises(IntegrityError), transaction.atomic():
            Landmark._default_manager.filter(pk=row.pk).update(address="मेन रोड")


def test_a_place_of_risk_says_when_it_was_seen(cast: Cast) -> None:
    with pytest.raises(Problems) as raised:
        landmark_command(cast, kind="risk")
    assert _codes(raised) == {("missing_required", "source_on")}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"name_hi": ""}, "name_hi"),
        ({"phone": "12"}, "phone"),
        ({"opening_hours": "always"}, "opening_hours"),
        ({"latitude": Decimal("84.541"), "longitude": Decimal("23.044")}, "coordinates"),  # north and east mixed up
        ({"latitude": Decimal("23.04")}, "coordinates"),
        ({"kind": "house"}, "kind"),
        ({"mapped_on": clock.today() + dt.timedelta(days=1)}, "mapped_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, answers: dict[str, Any], field: str) -> None:
    with pytest.raises(Problems) as raised:
        landmark_command(cast, **answers)
    assert {found for _code, found in _codes(raised)} == {field}


@pytest.mark.parametrize(
    ("typed", "kept"), [("112", "112"), ("१०९८", "1098"), ("0651-2490000", "6512490000"), ("94311 00003", "9431100003")]
)
def test_numbers_are_kept_in_one_form(cast: Cast, typed: str, kept: str) -> None:
    assert landmark_command(cast, phone=typed).phone == kept


def test_pairs_that_may_be_one_are_shown_with_reasons_and_both_stay(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        one = a_landmark(by, cast, phone="9431100003", **GUMLA)
        same = a_landmark(by, cast, name_hi="गुमला बस स्टैण्ड", phone="9431100003", **GUMLA)
        a_landmark(by, cast, name_hi="घाघरा बस स्टैंड", phone="112", place=cast.other_gumla_block)
        a_landmark(by, cast, name_hi="गुमला थाना", kind="police_station", phone="112", **GUMLA)
        (pair,) = selectors.likely_duplicates(by)
        assert {pair.one.pk, pair.other.pk} == {one.pk, same.pk}
        assert len(pair.reasons) == 3
        assert [found.other.pk for found in selectors.likely_duplicates(by, one)] == [same.pk]
        assert selectors.landmarks(by).count() == 4


def test_only_services_marked_as_public_are_readable_without_signing_in(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        shown = a_landmark(by, cast, kind="police_station", name_hi="गुमला थाना", is_public=True)
        a_landmark(by, cast, kind="police_station", name_hi="बसिया थाना")
        a_landmark(by, cast, kind="bus_stand", is_public=True)
        a_landmark(by, cast, kind="risk", source_on=clock.today(), is_public=True)
        a_landmark(by, cast, kind="shelter", place=cast.gumla_district)
    assert [row.pk for row in selectors.public_services()] == [shown.pk]
    assert list(Landmark._default_manager.values_list("pk", flat=True)) == [shown.pk]


def test_a_route_has_stops_that_are_on_the_map(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        one = a_landmark(by, cast)
        other = a_landmark(by, cast, name_hi="राँची स्टेशन", kind="railway_station")
        route = a_route(by, cast, one, other)
        assert ROUTE.find(by, route.pk).stops == [one.pk, other.pk]
        for stops in ((one,), (one, one), (one, Landmark())):
            with pytest.raises((Problem, Problems)):
                a_route(by, cast, *stops)
        services.ROUTE.amend(by=by, row=route, changes={"stops": [other.pk, one.pk]})
        assert Revision.objects.get(about=route.pk).before["stops"] == [str(one.pk), str(other.pk)]


def test_a_journey_names_stops_of_every_member_and_keeps_what_was_said(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        of_khunti = a_landmark(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with as_("field_worker") as by:
        mine = a_landmark(by, cast)
        journey = a_journey(by, a_person(by, cast), transit="हटिया होकर")
        assert name_stops(by=by, journey=journey, stops=[mine.pk, of_khunti.pk])
        journey.refresh_from_db()
        assert (journey.stops, journey.transit) == ([mine.pk, of_khunti.pk], "हटिया होकर")
        with pytest.raises((Problem, Problems)):
            name_stops(by=by, journey=journey, stops=[journey.pk])
    with as_("khunti_coordinator") as by:
        services.LANDMARK.withdraw(by=by, row=of_khunti, reason="दो बार दर्ज")
    with as_("field_worker") as by:
        journey.refresh_from_db()
        assert set(selectors.landmarks_by_id(by, journey.stops)) == {mine.pk, of_khunti.pk}
        assert name_stops(by=by, journey=journey, stops=[of_khunti.pk])  # what it named before, it may keep


def test_what_is_typed_means_one_landmark_or_asks(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        one = a_landmark(by, cast, name_hi="हटिया स्टेशन", name_en="Hatia station", kind="railway_station")
        a_landmark(by, cast, name_hi="हटिया स्टेशन बाज़ार", kind="market")
        assert [row.pk for row in selectors.named(by, one.label)] == [one.pk]
        assert [row.pk for row in selectors.named(by, "hatia station")] == [one.pk]
        assert len(selectors.named(by, "हटिया")) == 2
        assert selectors.named(by, "पटना") == []


def test_open_now_is_read_in_the_time_of_india(cast: Cast, as_: As) -> None:
    monday = dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC)  # half past ten in the morning
    with as_("coordinator") as by:
        row = a_landmark(by, cast, opening_hours="Mo-Fr 10:00-17:00")
        a_landmark(by, cast, opening_hours="Mo-Fr 11:00-17:00")
        a_landmark(by, cast)
        assert selectors.open_now(by, monday) == [row.pk]


def test_a_verification_withdrawn_counts_no_more(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast, mapped_on=YEAR_AGO)
        check = services.verify_landmark(by=by, landmark=row)
        services.VERIFICATION.withdraw(by=by, row=check, reason="गलती")
        assert [one.pk for one in selectors.unchecked(by)] == [row.pk]
        services.verify_landmark(by=by, landmark=row)
        assert Verification._default_manager.filter(landmark=row.pk).count() == 2

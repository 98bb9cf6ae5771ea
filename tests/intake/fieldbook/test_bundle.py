"""The bundle: exactly what its person may see, small, and only what has changed."""

import gzip
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import CLOSABLE, Room, all_but
from jatan.intake.fieldbook import bundle as bundles
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.bundle import bundle
from jatan.intake.fieldbook.definitions import KINDS, definitions, prompt_texts
from jatan.kernel import clock
from jatan.programme.groups.commands import JoinGroup
from jatan.programme.groups.services import MEMBERSHIP
from jatan.programme.journeys.services import record_return
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.services import amend_person, register_people
from jatan.web import assets
from jatan_names import version as names_version
from tests.cast import Cast
from tests.phones import Phone, enrolled
from tests.programme.groups.leaders import Forum, forum_of, own_forum
from tests.programme.people.builders import a_person, person_command
from tests.programme.spoken_prompts.builders import CODE, a_prompt

__all__ = ["own_forum"]

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def _phone_actor(cast: Cast, part: str = "forum_leader") -> Actor:
    return sender_of(enrolled(cast, part).device).actor


def _got(by: Actor, have: dict[str, str] | None = None) -> dict[str, Any]:
    with acting_as(by):
        return bundle(by, have or {})


def _rows(buckets: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [row for name, bucket in buckets.items() if name.startswith(kind) for row in bucket["rows"]]


def test_a_leader_gets_her_people_their_open_journeys_and_the_next_contacts(cast: Cast, own_forum: Forum) -> None:
    buckets = _got(_phone_actor(cast))

    people = {row["n"]: row for row in _rows(buckets, "people/")}
    assert set(people) == {"अनीता कुजूर", "सोमरी उराँव"}
    assert people["अनीता कुजूर"]["m"] is True
    assert people["अनीता कुजूर"]["a"] == 24
    assert people["अनीता कुजूर"]["f"] == own_forum.members[0].name_fold
    [journey] = _rows(buckets, "journeys/")
    assert journey["who"] == str(own_forum.members[0].pk)
    assert journey["to"] == "तिरुपुर"
    assert journey["contacts"][0]["id"]
    assert journey["contacts"][0]["due"] <= clock.today().isoformat()
    [info] = buckets["info"]["rows"]
    assert info["forum"]["name"] == "टोटो फोरम"
    assert info["organisation"] == "गुमला सदस्य"
    assert info["names"] == names_version()
    assert info["prompts"] == {}
    assert {one["number"] for one in info["numbers"]} >= {"112"}


def test_a_closed_room_takes_no_flow_of_a_phone_and_danger_none(cast: Cast, own_forum: Forum) -> None:
    def shown() -> set[str]:
        [info] = _got(_phone_actor(cast))["info"]["rows"]
        assert set(info["put_away"]) <= set(KINDS)
        return {*KINDS} - {*info["put_away"]}

    assert shown() == {*KINDS}
    for room in CLOSABLE:
        Organisation.objects.update(closed_rooms=[room.value])
        away = {Room.PEOPLE: {"leaving"}, Room.MEETINGS: {"meeting"}}.get(room, set())
        assert shown() == {*KINDS} - away, room
    Organisation.objects.update(closed_rooms=all_but(()))
    assert shown() == {"contact", "help", "no_news"}


def test_voices_of_todays_questions_come_along(
    cast: Cast, as_: As, own_forum: Forum, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with as_("secretariat") as by:
        row = a_prompt(by, cast, organisation=cast.network.id, asked=prompt_texts("hi")[CODE])
        a_prompt(by, cast, organisation=cast.network.id, code="leaving.new.age", asked="पहले का सवाल")
    [info] = _got(_phone_actor(cast))["info"]["rows"]
    assert info["prompts"] == {CODE: {"sat": row.file_digest[:16]}}


def test_nothing_goes_to_a_phone_that_its_script_does_not_read(cast: Cast, own_forum: Forum) -> None:
    script = assets.joined("fieldbook/shared") + assets.joined("fieldbook/app")
    sent = {*_names(list(_got(_phone_actor(cast)).values())), *definitions("hi")}
    assert {name for name in sent if not re.search(rf"\.{name}\b", script)} == set()


def _names(value: Any) -> set[str]:
    """Every name of an object inside, at any depth."""
    if isinstance(value, dict):
        return {*value, *(name for one in value.values() for name in _names(one))}
    return {name for one in value for name in _names(one)} if isinstance(value, list) else set()


def test_neighbours_agents_and_cases_are_in_no_byte_of_it(cast: Cast, as_: As, own_forum: Forum) -> None:
    forum_of(cast, "गुप्त पड़ोसी फोरम", "पड़ोसन मिंज", "पराई तिर्की")
    with as_("coordinator") as by:
        a_person(by, cast, name="दूर की कोई", place=cast.other_gumla_block)
    text = json.dumps(_got(_phone_actor(cast)), ensure_ascii=False)

    for planted in ("पड़ोसन", "पराई", "गुप्त पड़ोसी", "दूर की कोई", "बिरसा महतो", "9169852892"):
        assert planted not in text
    for part in ("case", "agent", "issue"):
        assert f'"{part}' not in text


def test_a_field_worker_gets_her_block_and_no_other(cast: Cast, as_: As, own_forum: Forum) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, name="दूर की कोई", place=cast.other_gumla_block)

    buckets = _got(_phone_actor(cast, "field_worker"))

    assert {row["n"] for row in _rows(buckets, "people/")} == {"अनीता कुजूर", "सोमरी उराँव"}
    assert buckets["info"]["rows"][0]["forum"] is None
    assert not any(row["m"] for row in _rows(buckets, "people/"))


def test_the_same_rows_are_the_same_bytes_and_are_not_sent_again(cast: Cast, own_forum: Forum) -> None:
    by = _phone_actor(cast)
    first = _got(by)

    assert json.dumps(first) == json.dumps(_got(by))
    assert _got(by, {name: bucket["v"] for name, bucket in first.items()}) == {}


def test_a_changed_person_changes_one_bucket(cast: Cast, as_: As, own_forum: Forum) -> None:
    by = _phone_actor(cast)
    have = {name: bucket["v"] for name, bucket in _got(by).items()}
    person = own_forum.members[1]
    with as_("coordinator") as coordinator:
        amend_person(by=coordinator, person=person, changes={"phone": "9431000000"}, reason="new number")

    changed = _got(by, have)

    assert set(changed) == {f"people/{person.pk.hex[-1]}"}
    assert "9431000000" in json.dumps(changed)


def test_a_bucket_that_is_empty_now_is_gone(cast: Cast, as_: As, own_forum: Forum) -> None:
    by = _phone_actor(cast)
    have = {name: bucket["v"] for name, bucket in _got(by).items()}
    with as_("coordinator") as coordinator:
        record_return(by=coordinator, journey=own_forum.journeys[0], on=clock.today())

    changed = _got(by, have | {"people/old": "x"})

    assert changed[f"journeys/{own_forum.journeys[0].pk.hex[-1]}"] is None
    assert changed["people/old"] is None


def test_a_forum_of_four_hundred_fits_in_sixty_kilobytes(cast: Cast, as_: As, own_forum: Forum) -> None:
    names = ("अनीता", "सुनीता", "सोमरी", "फूलमनी", "बिरसमुनी", "जसिंता", "सुषमा", "रीना", "मंगरी", "एतवारी")
    last = ("कुजूर", "उराँव", "मिंज", "तिर्की", "लकड़ा", "टोप्पो", "खलखो", "एक्का", "केरकेट्टा", "बेक")
    with as_("coordinator") as by:
        commands = [
            person_command(
                cast, name=f"{names[n % 10]} {last[n // 7 % 10]}", age=16 + n % 40, phone=f"94{n * 7919 % 10**8:08d}",
                guardian_name=f"{names[n // 3 % 10]} {last[n // 11 % 10]}", village=f"टोला {n % 17}",
            )
            for n in range(398)
        ]  # fmt: skip
        made = register_people(by=by, commands=commands, shown=[AFTERWARDS] * len(commands))
        MEMBERSHIP.record_all(
            by=by, commands=[JoinGroup(group=own_forum.group, person=one, joined_on=clock.today()) for one in made]
        )

    buckets = _got(_phone_actor(cast))

    assert len(_rows(buckets, "people/")) == 400
    sent = gzip.compress(json.dumps(buckets, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    assert len(sent) <= 60 * 1024


def test_it_takes_at_most_twenty_statements(cast: Cast, own_forum: Forum) -> None:
    by = _phone_actor(cast)
    with acting_as(by), CaptureQueriesContext(connection) as found:
        bundle(by, {})
    assert len(found) <= 20, [query["sql"][:90] for query in found.captured_queries]


def test_of_a_large_block_those_who_are_away_and_the_newest_come(
    cast: Cast, as_: As, own_forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_("coordinator") as by:
        newest = a_person(by, cast, name="सबसे नई")
    monkeypatch.setattr(bundles, "MOST_PEOPLE", 2)

    buckets = _got(_phone_actor(cast, "field_worker"))

    assert {row["n"] for row in _rows(buckets, "people/")} == {"अनीता कुजूर", newest.name}


def test_a_phone_reaches_only_what_it_was_given_for(cast: Cast, own_forum: Forum) -> None:
    """Her second forum, and a posting in the office, are not on this phone."""
    other = forum_of(cast, "दूसरा", "पराई तिर्की")
    phone = enrolled(cast)
    mine = Posting.objects.get(account=cast.accounts["forum_leader"])
    Posting.objects.create(
        account=mine.account, role=mine.role, organisation=mine.organisation, place=mine.place,
        group=other.group.pk, since=mine.since,
    )  # fmt: skip
    Posting.objects.create(account=mine.account, role="desk_operator", organisation=mine.organisation, since=mine.since)

    by = sender_of(phone.device).actor

    assert [post.group_id for post in by.posts] == [own_forum.group.pk]
    assert {row["n"] for row in _rows(_got(by), "people/")} == {"अनीता कुजूर", "सोमरी उराँव"}


def test_over_the_door_it_comes_with_the_reading_key_only(cast: Cast, own_forum: Forum) -> None:
    phone: Phone = enrolled(cast)

    assert phone.post("bundle", {"have": {}}).status_code == 401
    answer = phone.post("bundle", {"have": {}, "app": "0.1", "device_time": clock.now().isoformat()}, key="reading")

    assert answer.status_code == 200
    assert set(answer.json()) == {"buckets", "epoch", "wipe"}
    assert "info" in answer.json()["buckets"]
    assert abs(phone.device.skew_seconds) <= 2
    assert Device.objects.get(pk=phone.device_id).app_version == "0.1"
    assert phone.post("bundle", {"have": []}, key="reading").json() == {"problem": "unreadable"}

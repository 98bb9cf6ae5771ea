"""Pages of an activity: counts, participants, follow-ups, photographs, linking of group names, members."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.models import Activity, FollowUp, Photograph
from jatan.programme.groups.models import Group, Membership
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.web.conftest import Browser, ticked

pytestmark = pytest.mark.django_db


def newest[M: (Activity, Group, Person, FollowUp, Photograph, Membership)](cast: Cast, model: type[M]) -> M:
    with acting_as(cast.actor("desk_operator")):
        found: M = model.objects.latest("recorded_at")  # type: ignore[assignment]
        return found


def post(client: Client, path: str, answers: dict[str, object]) -> None:
    answer = client.post(path, answers)
    assert answer.status_code == 302, answer.context["form"].errors


def meeting(cast: Cast, client: Client, **more: str) -> Activity:
    sheet = {
        "kind": "shg_meeting",
        "held_on": "5/6/2024",
        "place": str(cast.gumla_block.pk),
        "women": "१२",
        "girls": "3",
    }
    post(client, "/activities/new/", sheet | more)
    return newest(cast, Activity)


def person(cast: Cast, client: Client, name: str, guardian: str = "") -> Person:
    post(client, "/people/new/", {"name": name, "guardian_name": guardian, "place": str(cast.gumla_block.pk)})
    return newest(cast, Person)


def test_total_is_the_sum_of_its_parts_also_after_a_correction(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    activity = meeting(cast, client)
    assert activity.total == 15
    sheet = {"kind": "shg_meeting", "held_on": "5/6/2024", "place": str(cast.gumla_block.pk)}
    post(client, f"/activities/{activity.pk}/edit/", sheet | {"women": "10", "girls": "3", "total": "15"})
    assert newest(cast, Activity).total == 13


def test_parts_beyond_the_total_are_refused(cast: Cast, browser: Browser) -> None:
    sheet = {"kind": "shg_meeting", "held_on": "5/6/2024", "place": str(cast.gumla_block.pk)}
    answer = browser("desk_operator").post("/activities/new/", sheet | {"women": "20", "total": "5"})
    assert answer.status_code == 422
    assert "total" in answer.context["form"].errors


def test_of_two_people_with_one_name_the_right_one_is_chosen(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    activity = meeting(cast, client)
    first = person(cast, client, "सुनीता देवी", "राम")
    second = person(cast, client, "Sunita Devi", "मोहन")
    path = f"/activities/{activity.pk}/participants/new/"
    unsure = client.post(path, {"person_name": "सुनीता देवी", "role": "participant"})
    assert unsure.status_code == 422
    offered = {key for key, _ in unsure.context["form"].fields["person"].choices}
    assert offered == {str(first.pk), str(second.pk), "new"}
    post(client, path, {"role": "participant"} | ticked(unsure, second))
    assert "Sunita Devi" in client.get(f"/activities/{activity.pk}/").content.decode()


def test_person_of_another_member_cannot_be_named(cast: Cast, browser: Browser) -> None:
    activity = meeting(cast, browser("desk_operator"))
    sheet = {"name": "पराया", "place": str(cast.khunti_block.pk)}
    post(browser("khunti_desk"), "/people/new/", sheet)
    with acting_as(cast.actor("khunti_desk")):
        other = Person.objects.latest("recorded_at")
    answer = browser("desk_operator").post(
        f"/activities/{activity.pk}/participants/new/", {"person": str(other.pk), "role": "participant"}
    )
    assert answer.status_code == 422


def test_what_was_agreed_is_done_once(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    activity = meeting(cast, client)
    plan = {"what": "पंचायत में सूची देना", "due_on": "1/7/2024", "owner": "सहिया"}
    post(client, f"/activities/{activity.pk}/follow-ups/new/", plan)
    follow_up = newest(cast, FollowUp)
    done = f"/activities/{activity.pk}/follow-ups/{follow_up.pk}/done/"
    post(client, done, {"done_on": "2/7/2024"})
    assert client.post(done, {"done_on": "3/7/2024"}).status_code == 404


def test_photograph_is_seen_by_its_office_only(
    cast: Cast, browser: Browser, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = browser("desk_operator")
    activity = meeting(cast, client)
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "brown").save(content, "JPEG")
    upload = SimpleUploadedFile("IMG_Sunita.jpg", content.getvalue(), "image/jpeg")
    post(client, f"/activities/{activity.pk}/photographs/new/", {"content": upload, "caption": "बैठक"})
    photograph = newest(cast, Photograph)
    shown = client.get(f"/photographs/{photograph.pk}/")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert browser("khunti_desk").get(f"/photographs/{photograph.pk}/").status_code == 404


def test_imported_group_name_is_linked_to_a_group(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    activity = meeting(cast, client, group_name="सखी मंडल टोटो")
    post(client, "/groups/new/", {"kind": "shg", "name": "सखी मंडल टोटो नया", "place": str(cast.gumla_block.pk)})
    group = newest(cast, Group)
    assert f"/groups/unlinked/{activity.pk}/" in client.get("/groups/unlinked/").content.decode()
    post(client, f"/groups/unlinked/{activity.pk}/", {"group": str(group.pk)})
    assert newest(cast, Activity).group_id == group.pk
    assert f"/groups/unlinked/{activity.pk}/" not in client.get("/groups/unlinked/").content.decode()


def test_ticked_names_become_groups_in_one_press(
    cast: Cast, browser: Browser, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    client = browser("desk_operator")
    first = meeting(cast, client, group_name="सखी मंडल 1")
    second = meeting(cast, client, group_name="सखी मंडल 11")
    left = meeting(cast, client, group_name="सखी मंडल 111")
    with django_assert_max_num_queries(20):
        page = client.get("/groups/unlinked/").content.decode()
    for one in (first, second, left):
        assert f'name="name" value="{one.pk}"' in page
    answer = client.post("/groups/unlinked/", {"name": [str(first.pk), str(second.pk)]})
    assert (answer.status_code, answer["Location"]) == (302, "/groups/unlinked/")
    with acting_as(cast.actor("coordinator")):
        made = {group.name: group.kind for group in Group.objects.all()}
        linked = dict(Activity.objects.values_list("group_name", "group__name"))
    assert made == {"सखी मंडल 1": "shg", "सखी मंडल 11": "shg"}
    assert linked == {"सखी मंडल 1": "सखी मंडल 1", "सखी मंडल 11": "सखी मंडल 11", "सखी मंडल 111": None}
    assert client.post("/groups/unlinked/", {"name": "no-id"}).status_code == 404
    assert browser("khunti_desk").post("/groups/unlinked/", {"name": str(left.pk)}).status_code == 404


def test_only_groups_of_the_kind_of_the_meeting_are_offered(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    activity = meeting(cast, client, group_name="सखी मंडल टोटो")
    for kind, name in (("shg", "सखी मंडल टोटो नया"), ("forum", "सखी मंडल टोटो फोरम")):
        post(client, "/groups/new/", {"kind": kind, "name": name, "place": str(cast.gumla_block.pk)})
    page = client.get(f"/groups/unlinked/{activity.pk}/")
    offered = str(page.context["form"].fields["group"].choices)
    assert "सखी मंडल टोटो नया" in offered
    assert "सखी मंडल टोटो फोरम" not in offered
    assert f'name="name" value="{activity.pk}"' in page.content.decode()


def test_member_joins_takes_office_and_ends_membership(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    post(client, "/groups/new/", {"kind": "forum", "name": "टोटो फोरम", "place": str(cast.gumla_block.pk)})
    group = newest(cast, Group)
    etwa = person(cast, client, "एतवा मुंडा")
    path, joined = f"/groups/{group.pk}/members/new/", {"joined_on": "1/1/2023"}
    post(client, path, joined | ticked(client.post(path, joined | {"person_name": "Etwa Munda"}), etwa))
    membership = newest(cast, Membership)
    change = {"office": "president", "joined_on": "1/1/2023", "left_on": "1/1/2024"}
    post(client, f"/groups/{group.pk}/members/{membership.pk}/change/", change)
    assert newest(cast, Membership).office == "president"

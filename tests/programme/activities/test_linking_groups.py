"""Group names on meeting rows: kept as written, linked to a group by a person."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.named_groups import form_named_group
from jatan.programme.activities.selectors import link_candidates, unlinked_group_names
from jatan.programme.activities.services import ACTIVITY, link_group, link_group_name
from jatan.programme.groups.models import Group
from jatan_names import fold
from tests.cast import Cast
from tests.programme.activities.builders import activity_command, an_activity
from tests.programme.groups.builders import a_group

As = Callable[[str], AbstractContextManager[Actor]]


def test_a_written_group_name_creates_no_group(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, group_name="छोटापुर प्रवासी फोरम")
        kept = ACTIVITY.find(by, activity.id)
        assert (kept.group, kept.group_name) == (None, "छोटापुर प्रवासी फोरम")
        assert not Group.objects.exists()


def test_unlinked_names_are_listed_most_frequent_first(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        for name in ("सरना समूह", "छोटापुर प्रवासी फोरम", "छोटापूर  प्रवासी फोरम।", ""):
            an_activity(by, cast, group_name=name)
        an_activity(by, cast, group=a_group(by, cast, name="जुड़ा फोरम"))
        found = [(row["group_fold"], row["count"]) for row in unlinked_group_names(by)]
    assert found[0] == (fold("छोटापुर प्रवासी फोरम"), 2)
    assert [count for _fold, count in found] == [2, 1]


def test_a_colleague_links_one_row_and_the_written_name_stays(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, group_name="छोटापुर फोरम")
        group = a_group(by, cast)
    with as_("field_worker") as other:
        assert link_group(by=other, activity=activity, group=group)
        kept = ACTIVITY.find(other, activity.id)
        assert kept.group is not None
        assert (kept.group.id, kept.group_name) == (group.id, "छोटापुर फोरम")
        assert not link_group(by=other, activity=kept, group=group)


def test_all_rows_with_one_name_and_kind_are_linked_together(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        for kind in ("forum_meeting", "forum_meeting", "shg_meeting"):
            an_activity(by, cast, kind=kind, group_name="छोटापुर फोरम")
        linked = link_group_name(
            by=by, organisation_id=cast.gumla.id, kind="forum_meeting", group_fold=fold("छोटापुर फोरम"), group=group
        )
        assert linked == 2
        assert [row["kind"] for row in unlinked_group_names(by)] == ["shg_meeting"]


def test_rows_without_a_name_are_never_linked_together(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        an_activity(by, cast)
        assert (
            link_group_name(by=by, organisation_id=cast.gumla.id, kind="forum_meeting", group_fold="", group=group) == 0
        )


def test_a_group_of_another_organisation_cannot_be_linked(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        foreign = a_group(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with as_("coordinator") as by:
        activity = an_activity(by, cast, group_name=foreign.name)
        with pytest.raises(Problem, match="other_organisation"):
            link_group(by=by, activity=activity, group=foreign)
        with pytest.raises(Problems, match="other_organisation"):
            activity_command(cast, group=foreign)
        assert link_candidates(by, cast.gumla.id, "forum_meeting", foreign.name) == []


def test_candidates_are_groups_of_the_same_kind_most_similar_first(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        near = a_group(by, cast, name="छोटापुर प्रवासी फोरम 1")
        a_group(by, cast, name="बड़ाडीह प्रवासी फोरम")
        a_group(by, cast, name="छोटापुर प्रवासी फोरम", kind="shg")
        found = link_candidates(by, cast.gumla.id, "forum_meeting", "Chhotapur Pravasi Forum")
    assert found[0].id == near.id
    assert {group.kind for group in found} == {"forum"}


def test_a_link_can_be_removed(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, group=a_group(by, cast))
        ACTIVITY.amend(by=by, row=activity, changes={"group": None})
        kept = ACTIVITY.find(by, activity.id)
        assert (kept.group, kept.group_name) == (None, "छोटापुर प्रवासी फोरम 1")


def test_names_that_differ_in_their_digits_are_different_names(cast: Cast, as_: As) -> None:
    """Before: linking "बड़ा10 महिला मंडल" also linked 100, 1000 and 110, whose doubled digits were folded into one."""
    names = [f"बड़ा{number} महिला मंडल" for number in (10, 100, 1000, 110, 11, 1)]
    with as_("desk_operator") as by:
        group = a_group(by, cast, kind="shg", name=names[0])
        for name in [*names, "Bara10 Mahila Mandal", "बड़ा१० महिला मंडल"]:
            an_activity(by, cast, kind="shg_meeting", group_name=name)
        linked = link_group_name(
            by=by, organisation_id=cast.gumla.id, kind="shg_meeting", group_fold=fold(names[0]), group=group
        )
        assert linked == 3
        assert {row["written"] for row in unlinked_group_names(by)} == {*names[1:]}
        assert link_candidates(by, cast.gumla.id, "shg_meeting", names[1]) == []


def test_a_group_is_recorded_from_a_written_name_where_most_of_its_meetings_were(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        for village, name in (("टोटो", "सखी मंडल"), ("नवापुर", "सखी मंडल।"), ("टोटो", "सखी मंडल")):
            activity = an_activity(by, cast, kind="shg_meeting", group_name=name, village=village)
        other = an_activity(by, cast, kind="adolescent_meeting", group_name="सखी मंडल")
        row = next(row for row in unlinked_group_names(by) if row["kind"] == "shg_meeting")
        assert (row["count"], row["place_count"]) == (3, 2)
        group, linked = form_named_group(by=by, activity=activity)
        assert (group.kind, group.name, group.village, group.place_id, linked) == (
            "shg", "सखी मंडल", "टोटो", cast.gumla_block.pk, 3,
        )  # fmt: skip
        assert ACTIVITY.find(by, other.id).group is None
        with pytest.raises(Problem, match="already_linked"):
            form_named_group(by=by, activity=activity)
        again = an_activity(by, cast, kind="shg_meeting", group_name="सखी मंडल")
        with pytest.raises(Problem, match="group_exists"):
            form_named_group(by=by, activity=again)


def test_a_kind_of_meeting_without_a_kind_of_group_makes_no_group(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, kind="awareness", group_name="सखी मंडल")
        with pytest.raises(Problem, match="no_group_kind"):
            form_named_group(by=by, activity=activity)
        assert not Group.objects.exists()

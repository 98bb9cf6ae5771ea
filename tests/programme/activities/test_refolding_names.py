"""A spelling added later also applies to every name recorded earlier: it is found, and what matched still matches."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import Actor
from jatan.foundation.network import spellings
from jatan.foundation.places.models import ListedVillage, Place
from jatan.foundation.places.services import save_localities
from jatan.programme.activities import stored_folds, tasks
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY, link_group_name
from jatan.programme.allies import selectors as allies
from jatan.programme.groups import selectors as groups
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.landmarks import selectors as landmarks
from jatan.programme.library import selectors as library
from jatan.programme.villages.condition import locality_named
from jatan.settings.periodic import PERIODIC
from jatan_names import Spelling, names
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.allies.builders import an_ally
from tests.programme.groups.builders import a_group
from tests.programme.helpdesk.builders import an_issue
from tests.programme.landmarks.builders import a_landmark
from tests.programme.library.builders import a_material

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
KARAM = Spelling("surname", "Karam", ("सोहराय",))


@pytest.fixture(autouse=True)
def file(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    spellings.refresh()
    yield
    names.use_lexicon(())


def _worked_off() -> int:
    done = 0
    while waiting := DBTaskResult.objects.filter(task_path__startswith=tasks.__name__).order_by("enqueued_at").first():
        waiting.task.func(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()
        done += 1
    return done


def test_a_group_is_found_by_a_spelling_added_later(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        made = a_group(by, cast, name="सोहराय मंडल")
        assert list(groups.search_groups(by, "Karam")) == []
    spellings.write_spellings([KARAM])
    assert tasks.enqueue_refolding() == 2, "both members must be refolded: neither has a FoldState"
    _worked_off()
    assert tasks.enqueue_refolding() == 0
    with as_("coordinator") as by:
        assert list(groups.search_groups(by, "Karam")) == [made]
        changed = made.changed_at
        made.refresh_from_db()
        assert (made.name, made.changed_at) == ("सोहराय मंडल", changed)


_RECORDS: dict[str, tuple[Callable[..., Any], str, Callable[[Actor, str], Any]]] = {
    "ally": (an_ally, "name", allies.search),
    "issue": (an_issue, "caller_name", helpdesk.search),
    "landmark": (a_landmark, "name_hi", landmarks.search),
    "material": (a_material, "title_hi", library.search),
}


@pytest.mark.parametrize("kind", _RECORDS)
def test_a_record_of_every_kind_is_found_by_a_spelling_added_later(kind: str, cast: Cast, as_: As) -> None:
    make, name, search = _RECORDS[kind]
    with as_("coordinator") as by:
        made = make(by, cast, **{name: "सोहराय जगह"})
        assert made in search(by, "सोहराय")
    spellings.write_spellings([KARAM])
    tasks.enqueue_refolding()
    _worked_off()
    with as_("coordinator") as by:
        for text in ("Karam", "सोहराय"):
            assert made in search(by, text), text


def test_places_are_found_by_a_spelling_added_later(cast: Cast, as_: As) -> None:
    block = cast.gumla_block
    with as_("coordinator"):
        save_localities(cast.gumla.id, [(block, "", "सोहराय"), (block, "", "Karama"), (block, "", "सोहराय टोली")])
    listed = ListedVillage.objects.create(
        code=375011, name_en="सोहराय", block=block, district=block.district, fold=names.fold("सोहराय")
    )
    spellings.write_spellings([Spelling("surname", "Karama", ("सोहराय",))])
    with as_("coordinator"):
        assert locality_named([cast.gumla.id], "Karama Toli") is None
    tasks.enqueue_refolding()
    _worked_off()
    assert tasks.enqueue_refolding() == 0
    with as_("coordinator"):
        found = locality_named([cast.gumla.id], "Karama Toli")
        assert found is not None
        assert found.name == "सोहराय टोली"
        for text in ("Karama", "सोहराय"):  # of two that have one name by now, one is found by both
            first = locality_named([cast.gumla.id], text)
            assert first is not None
            assert first.name == "Karama"
        assert Place.objects.filter(recorded_by_organisation=cast.gumla.id).count() == 3
    listed.refresh_from_db()
    assert listed.fold == names.fold("Karama")


def test_an_activity_still_matches_its_group_after_refolding(cast: Cast, as_: As) -> None:
    """The activity was recorded before the group, with the other spelling, and is linked by name only."""
    with as_("coordinator") as by:
        held = an_activity(by, cast, group_name="सोहराय मंडल", group=None)
    spellings.write_spellings([KARAM])
    with as_("coordinator") as by:
        late = a_group(by, cast, name="Karam Mandal")
        assert held.group_fold != late.name_fold
    tasks.enqueue_refolding()
    _worked_off()
    with as_("coordinator") as by:
        held.refresh_from_db()
        assert held.group_fold == late.name_fold
        row = {"organisation_id": cast.gumla.id, "kind": held.kind, "group_fold": held.group_fold}
        assert link_group_name(by=by, group=late, **row) == 1
        assert ACTIVITY.find(by, held.pk).group_id == late.pk


def test_refolding_runs_in_batches_until_nothing_is_left(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_folds, "_BATCH", 1)
    with as_("coordinator") as by:
        for number in range(7):
            a_group(by, cast, name=f"सोहराय {number}")
    spellings.write_spellings([KARAM])
    tasks.enqueue_refolding()
    assert _worked_off() > 2, "a task refolds at most five batches"
    with as_("coordinator"):
        assert all(fold == names.fold(name) for name, fold in Group.objects.values_list("name", "name_fold"))
        assert not Activity.objects.exclude(group_fold="").exists()
    assert tasks.enqueue_refolding() == 0


def test_the_worker_checks_periodically_whether_groups_must_be_refolded() -> None:
    assert PERIODIC["groups.refold"][0] == f"{tasks.__name__}.{tasks.enqueue_refolding.__name__}"

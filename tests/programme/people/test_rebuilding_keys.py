"""After a change of the folding rules every key is rebuilt in the background, also after a worker was killed."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network import marks
from jatan.foundation.network.models import Organisation
from jatan.programme.people import key_index, keys
from jatan.programme.people.duplicate_search import PERSON_MARK, mark_texts
from jatan.programme.people.models import Person, PersonKey
from jatan.programme.people.selectors import search
from jatan.programme.people.tasks import enqueue_rekeying, rekey_people
from jatan_names import names
from tests.cast import Cast
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]
PEOPLE = ("सुनीता उराँव", "Budhni Munda", "Phulo Tirkey", "Jhano Xess", "Etwari Lakra")


@pytest.fixture
def registered(cast: Cast, as_: As) -> Cast:
    with as_("coordinator") as by:
        for name in PEOPLE:
            a_person(by, cast, name=name, guardian_name="Mangra")
    return cast


@pytest.fixture
def other_rules(registered: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folding rules of another version: every name begins with its last letter."""
    fold = names.fold
    monkeypatch.setattr(names, "fold", lambda name: " ".join(word[::-1] for word in fold(name).split()))
    monkeypatch.setattr(names, "version", lambda: "another")


def _versions() -> set[str]:
    return set(PersonKey.objects.values_list("fold_version", flat=True))


def test_current_keys_need_no_rebuild(registered: Cast) -> None:
    for organisation in (registered.gumla, registered.khunti):
        rekey_people.func(str(organisation.id))
    assert enqueue_rekeying() == 0


def test_changed_rules_are_noticed_and_every_key_is_rebuilt(registered: Cast, other_rules: None, as_: As) -> None:
    assert enqueue_rekeying() == 2
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path__endswith="rekey_people").count() == 2
    assert rekey_people.func(str(registered.gumla.id)) == len(PEOPLE)
    with as_("coordinator") as by:
        assert _versions() == {"another"}
        assert Person.objects.get(name="Budhni Munda").name_fold == names.fold("Budhni Munda")
        assert [hit.person.name for hit in search(by, "Budhni").hits] == ["Budhni Munda"]
    assert rekey_people.func(str(registered.gumla.id)) == 0
    assert enqueue_rekeying() == 1


def test_a_killed_batch_is_repeated_and_the_others_run_once(
    registered: Cast, other_rules: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_index, "BATCH", 2)
    with acting_as(machine_for([registered.gumla.id])):
        assert key_index.rebuild_key_batch(registered.gumla.id) == 2
        with transaction.atomic():
            key_index.rebuild_key_batch(registered.gumla.id)
            transaction.set_rollback(True)  # as when the worker is killed before the commit
        assert PersonKey.objects.filter(fold_version="another").count() == 2
        assert not key_index.has_current_keys(registered.gumla.id)
        assert key_index.rebuild_keys(registered.gumla.id) == 3
        assert _versions() == {"another"}
        assert key_index.has_current_keys(registered.gumla.id)


def test_marks_are_rebuilt_with_the_keys(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, phone="9835012345")
    monkeypatch.setattr(names, "version", lambda: "another")
    monkeypatch.setattr(keys, "given_key_of", lambda fold: "zzz")
    monkeypatch.setattr(keys, "_key", lambda word: f"z{len(word)}" if word else "")
    with as_("khunti_coordinator") as by:
        where = {"organisation": cast.khunti.id, "place": cast.khunti_block}
        same = a_person(by, cast, phone="9835012345", **where)
        assert _members_with_same_marks(same) == []
    rekey_people.func(str(cast.gumla.id))
    with as_("khunti_coordinator"):
        assert _members_with_same_marks(same) == [cast.gumla]


def test_people_without_keys_get_them(registered: Cast, as_: As) -> None:
    with acting_as(machine_for([registered.gumla.id])):
        PersonKey.objects.all().delete()
        assert key_index.rebuild_keys(registered.gumla.id) == len(PEOPLE)
    with as_("coordinator") as by:
        assert len(search(by, "बुधनी").hits) == 1


def test_rebuilt_keys_are_not_compared_again(registered: Cast, other_rules: None) -> None:
    with acting_as(machine_for([registered.gumla.id])):
        key_index.rebuild_keys(registered.gumla.id)
        assert not PersonKey.objects.filter(is_compared=False).exists()


def test_keys_are_rebuilt_for_one_member_only(registered: Cast, other_rules: None, as_: As) -> None:
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(machine_for([registered.khunti.id])), refused, transaction.atomic():
        key_index.rebuild_keys(registered.gumla.id)
    with as_("coordinator"):
        assert _versions() != {"another"}


@pytest.mark.parametrize("key", ["", "s", "snt", "kkk"])
def test_two_keys_one_slip_apart_share_a_variant(key: str) -> None:
    for at in range(len(key)):
        for other in (key[:at] + "x" + key[at:], key[:at] + key[at + 1 :], key[:at] + "x" + key[at + 1 :]):
            if len(key) > 1 or other:
                assert keys.variants(key) & keys.variants(other) or len(key) < 2


def _members_with_same_marks(person: Person) -> list[Organisation]:
    texts = mark_texts(PersonKey.objects.get(person=person), doubt=1)
    return marks.other_organisations_with([person.organisation_id], PERSON_MARK, *texts)

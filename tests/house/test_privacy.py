"""Every field of every table says at its declaration whether it is open, shared, personal or sealed."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from jatan.foundation.db.privacy import PRIVACY_CLASSES, open_, personal, privacy_classes, sealed_, shared
from jatan.foundation.network.guarded import Guarded

COMMON = {field.name for field in Guarded._meta.local_fields}
ON_EVERY_ROW = {"id", "organisation"}
# Words in a field's name that make it personal wherever it stands.
TELLING = ("phone", "guardian", "caller", "agent_name", "contact_person", "email", "birth")
# Of what somebody signs in or unlocks with, also its digest.
SECRET = ("token", "secret", "proof_digest", "code_digest", "session_key", "salt", "verifier", "passphrase", "password")


def guarded_models() -> list[type[Guarded]]:
    """Every table of members' records."""
    return [model for model in apps.get_models() if issubclass(model, Guarded)]


def faults(model: type[models.Model]) -> list[str]:
    """What is wrong with the classes of one table, the fields aside that every table or every record has."""
    label, classes = model._meta.label, privacy_classes(model)
    common = COMMON if issubclass(model, Guarded) else ON_EVERY_ROW
    own = {field.name for field in model._meta.local_fields} - common
    found = [f"{label}.{name} is not classed" for name in sorted(own - set(classes))]
    found += [f"{label}.{name} is {held}" for name, held in sorted(classes.items()) if held not in PRIVACY_CLASSES]
    for name, held in sorted(classes.items()):
        if held == "open" and any(word in name for word in TELLING + SECRET):
            found.append(f"{label}.{name} is called open")
    return found


def test_every_table_classes_each_of_its_own_fields() -> None:
    tables = [model for model in apps.get_models() if model.__module__.startswith("jatan.")]
    assert len(tables) > 130
    assert [fault for model in tables for fault in faults(model)] == []


def test_no_table_of_cases_has_room_for_a_name_or_a_story() -> None:
    for model in (model for model in guarded_models() if model._meta.app_label == "cases"):
        held = {field.name for field in model._meta.local_fields} - COMMON
        assert not [
            name for name in held if any(word in name for word in ("name", "note", "narrative", "story", "text"))
        ]


@isolate_apps("jatan.programme.people")
def test_a_planted_field_without_a_class_is_reported() -> None:
    class Planted(Guarded):
        name = personal(models.CharField(max_length=120))
        caste = models.CharField(max_length=40)

        class Meta:
            app_label = "people"

    class Beside(models.Model):
        caste = models.CharField(max_length=40)

        class Meta:
            app_label = "people"

    assert faults(Planted) == ["people.Planted.caste is not classed"]
    assert faults(Beside) == ["people.Beside.caste is not classed"]


@isolate_apps("jatan.programme.people")
def test_a_class_that_does_not_exist_is_reported() -> None:
    class Planted(Guarded):
        VILLAGE_PRIVACY = "secret"

        class Meta:
            app_label = "people"

    assert faults(Planted) == ["people.Planted.village is secret"]


@isolate_apps("jatan.programme.people")
def test_a_telephone_called_open_is_reported() -> None:
    class Planted(Guarded):
        phone = open_(models.CharField(max_length=15))

        class Meta:
            app_label = "people"

    assert faults(Planted) == ["people.Planted.phone is called open"]


@isolate_apps("jatan.programme.people")
def test_a_field_of_a_common_base_keeps_its_class_in_every_table() -> None:
    class Base(Guarded):
        word = personal(models.CharField(max_length=9))
        group = shared(models.ForeignKey("people.First", models.PROTECT, null=True, related_name="+"))

        class Meta:
            app_label = "people"
            abstract = True

    class First(Base):
        class Meta:
            app_label = "people"

    class Second(Base):
        VILLAGE_PRIVACY = "personal"
        word = sealed_(models.CharField(max_length=9))

        class Meta:
            app_label = "people"

    assert dict(privacy_classes(First)) == {"word": "personal", "group": "shared"}
    assert dict(privacy_classes(Second)) == {
        "group": "shared", "word": "sealed", "panchayat": "open", "village": "personal",
    }  # fmt: skip


@pytest.mark.parametrize("mark", [open_, shared, personal, sealed_])
def test_a_class_changes_neither_the_field_nor_its_migration(mark: type) -> None:
    plain = models.CharField("name", max_length=9, blank=True)
    expected = plain.deconstruct()
    assert mark(plain) is plain
    assert plain.deconstruct() == expected
    assert plain.clone().deconstruct() == expected

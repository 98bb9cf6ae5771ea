"""Every field of the Guarded models is classed as open, shared, personal or sealed in PRIVACY."""

from collections.abc import Iterable, Mapping

from django.apps import apps

from jatan.foundation.network.guarded import Guarded

CLASSES = {"open", "shared", "personal", "sealed"}
COMMON = {field.name for field in Guarded._meta.local_fields}
MAY_BE_CLASSED = {"panchayat", "village"}  # common fields that say more in one table than in another
# Words in a field's name that make it personal wherever it stands.
TELLING = ("phone", "guardian", "caller", "agent_name", "contact_person", "email", "birth")

STORIES = ("name", "note", "narrative", "story", "text", "phone", "address")


def guarded_models() -> list[type[Guarded]]:
    """Every table of members' records."""
    return [model for model in apps.get_models() if issubclass(model, Guarded)]


def faults(label: str, fields: Iterable[str], classes: Mapping[str, str]) -> list[str]:
    """What is wrong with the classes of one table. `fields` are its own, the common ones aside."""
    own = set(fields)
    found = [f"{label}.{name} is not classed" for name in sorted(own - set(classes))]
    found += [f"{label}.{name} is no field" for name in sorted(set(classes) - own - MAY_BE_CLASSED)]
    found += [f"{label}.{name} is {held}" for name, held in sorted(classes.items()) if held not in CLASSES]
    for name, held in sorted(classes.items()):
        if held == "open" and any(word in name for word in TELLING):
            found.append(f"{label}.{name} is called open")
    return found


def _own_fields(model: type[Guarded]) -> set[str]:
    return {field.name for field in model._meta.local_fields} - COMMON


def test_every_table_classes_each_of_its_own_fields() -> None:
    models = guarded_models()
    assert len(models) > 15
    found = [fault for model in models for fault in faults(model._meta.label, _own_fields(model), model.PRIVACY)]
    assert found == []


def test_no_table_of_cases_has_room_for_a_name_or_a_story() -> None:
    for model in (model for model in guarded_models() if model._meta.app_label == "cases"):
        held = {field.name for field in model._meta.local_fields} - COMMON
        assert not [
            name for name in held if any(word in name for word in ("name", "note", "narrative", "story", "text"))
        ]


def test_an_unclassed_field_is_reported() -> None:
    assert faults("people.Person", ["name", "caste"], {"name": "personal"}) == ["people.Person.caste is not classed"]


def test_a_class_that_does_not_exist_is_reported() -> None:
    assert faults("people.Person", ["name"], {"name": "secret"}) == ["people.Person.name is secret"]


def test_a_class_of_a_field_that_is_gone_is_reported() -> None:
    assert faults("people.Person", [], {"name": "personal"}) == ["people.Person.name is no field"]


def test_a_telephone_called_open_is_reported() -> None:
    assert faults("allies.Ally", ["phone"], {"phone": "open"}) == ["allies.Ally.phone is called open"]

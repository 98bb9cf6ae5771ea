"""Undoing an import considers every column that may point at an imported record: no table can be forgotten."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from jatan.foundation.access.actors import undoer_for
from jatan.foundation.access.walls import wall_settings
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.reconcile.record_rows import _SERVICES as RECORDED_BY
from jatan.intake.registers.translate.table import register
from jatan.intake.registers.undo import built_on as undo_links
from jatan.intake.registers.undo.built_on import ACCOUNTS, NOT_BUILT_ON, RECORDS, links
from jatan.intake.registers.undo.plan import withdrawal_order
from tests.cast import Cast

pytestmark = pytest.mark.django_db

_FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname <> 'organisation_id'
WHERE c.contype = 'f'
"""


def _columns() -> Iterator[tuple[str, str, "models.Field[object, object]"]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            yield model._meta.label_lower, field.name, field


def test_every_foreign_key_to_a_record_is_considered() -> None:
    tables = {apps.get_model(label)._meta.db_table for label in RECORDS}
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        keys = {(table, column) for table, column, other in cursor.fetchall() if other in tables}
    assert len(keys) > 25
    named = {(link.table, link.column) for link in links()}
    apart = {
        (apps.get_model(label)._meta.db_table, apps.get_model(label)._meta.get_field(name).column)
        for label, name in (one.rsplit(".", 1) for one in NOT_BUILT_ON)
    }
    # Made by PostgreSQL from the journey's own id.
    own = {("journeys_journey", "checked_journey_id"), ("journeys_journey", "agreed_journey_id")}
    assert keys - named - apart - own == set()


def test_every_id_column_of_a_table_of_an_organisation_is_considered_or_listed() -> None:
    named = {f"{link.label}.{link.field}" for link in links()}
    missing = [
        f"{label}.{name}"
        for label, name, field in _columns()
        if isinstance(field, models.UUIDField)
        and not field.primary_key
        and not label.startswith("registers.")
        and "organisation_id" in {one.column for one in field.model._meta.concrete_fields}
        and name not in ACCOUNTS
        and f"{label}.{name}" not in NOT_BUILT_ON | dict.fromkeys(named)
    ]
    assert missing == []


def test_a_new_table_that_points_at_a_record_is_considered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Visit(models.Model):
        organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
        journey = models.ForeignKey("journeys.Journey", models.PROTECT, related_name="+")
        about_person = models.UUIDField()

        class Meta:
            app_label = "people"
            managed = False

    try:
        links.cache_clear()
        found = {(link.label, link.field) for link in links()}
        assert {("people.visit", "journey"), ("people.visit", "about_person")} <= found
    finally:
        del apps.all_models["people"]["visit"]
        apps.clear_cache()
        links.cache_clear()


def test_what_is_listed_is_there() -> None:
    known = {f"{label}.{name}" for label, name, _field in _columns()}
    assert NOT_BUILT_ON.keys() <= known
    assert {name for name in ACCOUNTS if not any(one.endswith(f".{name}") for one in known)} == set()


def test_the_actor_that_undoes_sees_every_table_that_is_considered(cast: Cast) -> None:
    settings = wall_settings(undoer_for(cast.gumla.id))
    families = {
        family
        for link in links()
        if (family := getattr(apps.get_model(link.label), "FAMILY", None)) not in (None, "by row")
    }
    assert len(families) > 5
    unseen = [family for family in families if settings.get(f"jatan.read_{family}") != str(cast.gumla.id)]
    assert unseen == []


def test_every_kind_of_record_of_a_register_can_be_withdrawn() -> None:
    recorded = {register(kind).record for kind in ORDER}
    assert recorded == set(RECORDED_BY)
    assert sorted(withdrawal_order(RECORDS)) == sorted(RECORDS)
    assert {f"{app}.{name}" for app, name in (("activities", "activity"), ("people", "person"))} <= undo_links.RECORDS

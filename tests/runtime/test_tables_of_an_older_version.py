"""Processes refuse to start on a database that lacks a migration or is newer, and check it without importing any."""

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from jatan.runtime import startup, versions
from tests.runtime.kill_house import KillTestHome, query, refusal, reset_home

_FORGOTTEN = (
    "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'people')"
    " RETURNING name"
)
_NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_newer', now()) RETURNING name"


def test_a_worker_does_not_start_on_tables_that_lack_a_migration(kill_test_home: KillTestHome) -> None:
    reset_home()
    assert len(query(_FORGOTTEN)) == 1
    output = refusal("worker", "--batch")
    assert "Run ./jatan migrate first" in output
    assert "Traceback" not in output


def test_migrations_known_by_their_files_names_are_those_that_are_run() -> None:
    named = startup.names_on_disk()
    assert named == set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    assert len({application for application, _name in named}) > 20


@pytest.mark.parametrize("words", [("migrate",), ("worker", "--batch"), ("ledger", "verify")], ids=" ".join)
def test_a_command_refuses_tables_that_a_newer_version_has_changed(
    kill_test_home: KillTestHome, words: tuple[str, ...]
) -> None:
    reset_home()
    assert query(_NEWER) == [("9999_newer",)]
    before = query("SELECT app, name FROM django_migrations ORDER BY id")
    message = refusal(*words)
    assert "people.9999_newer" in message
    assert "Install that version or a newer one" in message
    assert "Traceback" not in message
    assert query("SELECT app, name FROM django_migrations ORDER BY id") == before


def test_our_migrations_and_those_they_stand_for_are_known_from_the_files_alone() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    own = {key for key in loader.disk_migrations if key[0] not in versions.LIBRARIES}
    assert versions.migrations() == own
    replaced = {(label, name) for key in own for label, name in loader.disk_migrations[key].replaces}
    assert len(replaced) > 50
    assert versions.unknown_migrations({*own, *replaced}) == []
    assert versions.unknown_migrations({*own, ("fieldbook", "0001_initial")}) == ["fieldbook.0001_initial"]


def test_the_libraries_with_tables_are_those_that_the_version_check_leaves_out() -> None:
    labels = {label for label, _name in startup.names_on_disk()}
    own = {config.label for config in apps.get_app_configs() if config.name.startswith("jatan.")}
    gone = {"axes", "sessions", "usersessions"}  # their tables stand in houses of before
    assert (labels - own).isdisjoint(gone)
    assert (labels - own) | gone == versions.LIBRARIES

"""Migrations have chosen names and consecutive numbers, are reversible, and match the models."""

import io
import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.house.source import PACKAGE

OURS = [config for config in apps.get_app_configs() if config.name.startswith("jatan.")]
_BY_HAND = re.compile(r"\d{4}_[a-z]+(_[a-z0-9]+)*")
_BY_MACHINE = re.compile(r"\d{4}_(auto_|alter_|add_|remove_|rename_|delete_).*")


def badly_named(names: Iterable[str]) -> list[str]:
    """Names that Django made up, or that tell nothing."""
    return [name for name in names if not _BY_HAND.fullmatch(name) or _BY_MACHINE.fullmatch(name)]


def crooked(names: Iterable[str], replaced: int = 0) -> list[str]:
    """Numbers of one package that are missing or taken twice. The first stands for so many that it replaced."""
    numbers = [int(name[:4]) for name in sorted(names)]
    wanted = [1, *range(max(replaced, 1) + 1, max(replaced, 1) + len(numbers))][: len(numbers)]
    return [] if numbers == wanted else [f"{numbers} instead of {wanted}"]


def irreversible(operations: Iterable[object]) -> list[str]:
    """Steps that cannot be undone."""
    return [type(step).__name__ for step in operations if isinstance(step, _FREE) and not step.reversible]


def changed_keys(operations: Iterable[object]) -> list[str]:
    """Steps that change the table or the key of a model, which links of other models read.

    `runtime/migration_states.py` renders only the model that a step changes; after one of these, models that link to it
    would be altered by its former table or key.
    """
    found = []
    for step in operations:
        if isinstance(step, migrations.RenameModel | migrations.RenameField | migrations.AlterModelTable):
            found.append(type(step).__name__)
        elif isinstance(step, migrations.AlterField | migrations.AddField) and step.field.primary_key:
            found.append(f"{type(step).__name__} of a key")
    return found


_FREE = (migrations.RunSQL, migrations.RunPython)


def _replaced(label: str) -> int:
    """How many migrations the first one of a package stands for."""
    of_it = (one for (app, _name), one in MigrationLoader(None).disk_migrations.items() if app == label)
    return max(len(migration.replaces) for migration in of_it)


def _names(label: str) -> list[str]:
    return [name for app, name in MigrationLoader(None).disk_migrations if app == label]


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_migrations_are_named_by_hand_and_stand_in_line(config: object) -> None:
    names = _names(config.label)  # type: ignore[attr-defined]
    assert badly_named(names) == []
    assert crooked(names, _replaced(config.label) if names else 0) == []  # type: ignore[attr-defined]


def test_each_package_has_one_last_migration() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


def test_every_step_can_be_undone() -> None:
    own_labels = {config.label for config in OURS}
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        if label in own_labels:
            assert irreversible(migration.operations) == [], f"{label}.{name}"


def test_no_step_changes_the_table_or_key_of_a_model() -> None:
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        assert changed_keys(migration.operations) == [], f"{label}.{name}"


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say() -> None:
    out = io.StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def test_migrations_of_every_own_app_are_checked() -> None:
    on_disk = {path.stem for path in PACKAGE.glob("*/*/migrations/0*.py")}
    assert len(on_disk) >= 2
    assert on_disk == {name for config in OURS for name in _names(config.label)}


@pytest.mark.parametrize("name", ["0002_auto_20240101_1200", "0003_alter_person_name", "0004", "0005_Walls"])
def test_a_made_up_name_is_reported(name: str) -> None:
    assert badly_named([name, "0001_initial", "0002_walls"]) == [name]


@pytest.mark.parametrize("names", [["0001_initial", "0001_walls"], ["0001_initial", "0003_walls"]])
def test_a_crooked_line_is_reported(names: list[str]) -> None:
    assert crooked(names)


def test_the_line_goes_on_after_the_last_number_that_was_replaced() -> None:
    assert crooked(["0001_squashed_0006", "0007_more"], 6) == []
    assert crooked(["0001_squashed_0006", "0002_more"], 6)
    assert crooked(["0001_squashed_0006", "0008_more"], 6)


def test_a_step_without_a_way_back_is_reported() -> None:
    assert irreversible([migrations.RunSQL("SELECT 1"), migrations.RunSQL("SELECT 1", "SELECT 1")]) == ["RunSQL"]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (migrations.AlterField("person", "id", models.BigIntegerField(primary_key=True)), ["AlterField of a key"]),
        (migrations.AddField("person", "code", models.TextField(primary_key=True)), ["AddField of a key"]),
        (migrations.RenameModel("Person", "Woman"), ["RenameModel"]),
        (migrations.AlterField("person", "name", models.TextField()), []),
    ],
)
def test_a_changed_key_is_reported(step: object, found: list[str]) -> None:
    assert changed_keys([step]) == found

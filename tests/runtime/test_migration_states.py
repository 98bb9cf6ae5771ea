"""Migrations render only the model that a step changes; the tables they make are those that Django makes."""

from collections import Counter
from contextlib import nullcontext

import pytest
from django.db import connections, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from pytest_django import DjangoDbBlocker

from jatan.runtime.migration_states import rendering_one_model
from tests.migration_database import empty_database, superuser
from tests.runtime.schema import schema

_VILLAGE = migrations.CreateModel("Village", [("id", models.AutoField(primary_key=True))])
_PERSON = migrations.CreateModel(
    "Person",
    [("id", models.AutoField(primary_key=True)), ("village", models.ForeignKey("places.Village", models.CASCADE))],
)
_NAME = migrations.AddField("village", "name", models.TextField(default=""))


@pytest.fixture
def rendered() -> ProjectState:
    """A village and a person of it, rendered as before the first step of a migration."""
    state = ProjectState()
    _VILLAGE.state_forwards("places", state)
    _PERSON.state_forwards("places", state)
    assert len(state.apps.get_models()) == 2
    return state


def test_a_step_renders_the_changed_model_and_no_other(rendered: ProjectState) -> None:
    village, person = (rendered.apps.get_model("places", name) for name in ("village", "person"))
    with rendering_one_model():
        _NAME.state_forwards("places", rendered)
    assert rendered.apps.get_model("places", "person") is person
    assert rendered.apps.get_model("places", "village") is not village
    assert rendered.apps.get_model("places", "village")._meta.get_field("name").default == ""


@pytest.mark.django_db
def test_code_of_a_migration_finds_links_in_both_directions(rendered: ProjectState) -> None:
    seen = []

    def look(apps: object, _editor: object) -> None:
        village, person = (apps.get_model("places", name) for name in ("village", "person"))  # type: ignore[attr-defined]
        seen.append(person._meta.get_field("village").related_model is village)
        seen.append([one.related_model is person for one in village._meta.related_objects])

    with rendering_one_model():
        _NAME.state_forwards("places", rendered)
        with connections["default"].schema_editor(collect_sql=True) as editor:
            migrations.RunPython(look).database_forwards("places", editor, rendered, rendered)
    assert seen == [True, [True]]


def test_afterwards_django_renders_as_ever(rendered: ProjectState) -> None:
    person = rendered.apps.get_model("places", "person")
    with pytest.raises(LookupError), rendering_one_model():
        rendered.apps.get_model("places", "nobody")
    _NAME.state_forwards("places", rendered)
    assert rendered.apps.get_model("places", "person") is not person


def test_all_our_migrations_render_about_one_model_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own way renders more than thirty models a step here, and more with each new table."""
    counted: Counter[str] = Counter()
    render = ModelState.render

    def counting(self: ModelState, apps: object) -> object:
        counted["models"] += 1
        return render(self, apps)  # type: ignore[arg-type]

    monkeypatch.setattr(ModelState, "render", counting)
    loader, state = MigrationLoader(None), ProjectState()
    with rendering_one_model():
        newest = loader.graph.leaf_nodes()
        for key in dict.fromkeys(one for last in newest for one in loader.graph.forwards_plan(last)):
            migration = loader.graph.nodes[key]
            assert state.apps is not None
            counted["steps"] += len(migration.operations)
            state = migration.mutate_state(state, preserve=False)
    assert counted["steps"] > 500
    assert counted["models"] < 1.2 * counted["steps"]


@pytest.mark.long
@pytest.mark.usefixtures("django_db_setup")
def test_the_tables_are_those_that_django_makes_alone(django_db_blocker: DjangoDbBlocker) -> None:
    found = []
    for rendering in (rendering_one_model, nullcontext):
        with django_db_blocker.unblock(), empty_database("test_migrated_whole") as house:
            house.migrate(rendering=rendering)
            with superuser(house.name) as connection:
                found.append(schema(connection))
    assert len(found[0]) > 5000
    assert found[0] == found[1]

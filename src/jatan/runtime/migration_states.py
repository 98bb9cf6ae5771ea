"""Migrations that render only the model a step changes, where Django renders all that are linked to it.

Here every table is linked to the organisations, so Django (6.1) renders nearly all models again at each step, and a new
house spent ten times the CPU on its tables (docs/adr/0064-migrations-render-one-model.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState


@contextmanager
def rendering_one_model() -> Iterator[None]:
    """While it lasts, a step of a migration renders the model it changes and leaves all others as they are.

    The others then link to the class as it was before. Schema changes of a model read of its neighbours only table and
    key, and no migration changes these (`tests/house/test_migrations.py`). Code of a migration reads models in any way:
    Django renders all of them before it where a state is marked as delayed, as it is here from the first step.
    """
    replaced = ProjectState._find_reload_model  # type: ignore[attr-defined]
    ProjectState._find_reload_model = _changed_model  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = replaced  # type: ignore[attr-defined]


def _changed_model(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}

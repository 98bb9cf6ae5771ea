"""`NewTable`: a faster CreateModel for migrations that create many tables at once."""

from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState


class NewTable(CreateModel):
    """CreateModel that renders only the new model in the migration state.

    CreateModel renders again every model that is related to the new one, directly or indirectly: here all of them,
    because all have a foreign key to Organisation. Creating a table changes none of them, so that work is skipped. The
    SQL is the same.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        rendered = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if rendered is not None:
            rendered.render_multiple([state.models[app_label, self.name_lower]])
            state.__dict__["apps"] = rendered

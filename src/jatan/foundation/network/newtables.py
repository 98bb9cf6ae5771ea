"""`NewTable` and `NewIndex`: faster operations for migrations that create many tables or indexes at once."""

from django.db.migrations.operations import AddIndex, CreateModel
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


class NewIndex(AddIndex):
    """AddIndex that renders no model again: an index changes no field, and nothing of any other table.

    AddIndex renders the model and all that are related to it, which here takes half a second for each index.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name_lower].options
        options["indexes"] = [*options.get("indexes", []), self.index.clone()]
        if "apps" in state.__dict__:
            rendered = state.apps.get_model(app_label, self.model_name)._meta
            rendered.indexes = [*rendered.indexes, self.index.clone()]

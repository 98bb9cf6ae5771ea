"""`NewTable`: Django's CreateModel at a fraction of its cost, for migrations that make many tables at once."""

from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState


class NewTable(CreateModel):
    """CreateModel that renders the new model alone.

    CreateModel renders every model that the new one is linked with again, directly or through others: here that is
    all of them, since all point at an organisation. A new table changes none of those that stand, so the schema
    editor needs none of that. What is made in the database is the same.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        rendered = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if rendered is not None:
            rendered.render_multiple([state.models[app_label, self.name_lower]])
            state.__dict__["apps"] = rendered

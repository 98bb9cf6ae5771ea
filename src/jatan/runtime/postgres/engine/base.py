"""The backend itself, under the name that Django looks for."""

from django.db import models
from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """Django's, but for what follows from a key."""

    def allows_group_by_selected_pks_on_model(self, model: type[models.Model]) -> bool:
        """Whether a row's id alone stands for all of its columns in GROUP BY. Not where the key has the organisation
        too: PostgreSQL then wants the columns named."""
        has_organisation = any(field.column == "organisation_id" for field in model._meta.local_fields)
        return not has_organisation and bool(super().allows_group_by_selected_pks_on_model(model))


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with the features above."""

    features_class = DatabaseFeatures

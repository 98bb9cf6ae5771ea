"""The backend's module, with the name that Django expects."""

from django.db import models
from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """Django's features, except GROUP BY on primary keys."""

    def allows_group_by_selected_pks_on_model(self, model: type[models.Model]) -> bool:
        """Whether GROUP BY id is enough to select other columns: not for tables whose key includes the organisation,
        where PostgreSQL requires all columns in GROUP BY."""
        has_organisation = any(field.column == "organisation_id" for field in model._meta.local_fields)
        return not has_organisation and bool(super().allows_group_by_selected_pks_on_model(model))


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper with the features above."""

    features_class = DatabaseFeatures

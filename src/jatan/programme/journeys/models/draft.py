"""The model of an unfinished registration, visible only to the account that began it."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id

KEPT_FOR = dt.timedelta(days=14)


class Draft(models.Model):
    """Not a record: in no list or count. Its id becomes the journey's id, and the row is deleted when finished."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    owner = open_(models.UUIDField(editable=False))
    body = personal(models.JSONField(default=dict))
    changed_at = open_(models.DateTimeField(default=clock.now))

    class Meta:
        verbose_name = _("unfinished registration")
        verbose_name_plural = _("unfinished registrations")
        indexes = [models.Index(fields=["organisation", "owner", "-changed_at"], name="draft_owner")]

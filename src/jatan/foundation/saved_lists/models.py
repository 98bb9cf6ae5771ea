"""The table of saved lists, under row-level security of the family `lists`."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class SavedList(models.Model):
    """How somebody wants to see a list of records: a setting and no record, so it is deleted and not withdrawn.

    `list_of`: code of the list (a desk's slug). `conditions`: name of a filter -> the code chosen there. `order`: a
    field, "-" before it for downwards. `columns`: codes; none means the usual ones. Without a name it is the account's
    own choice of columns for that list; `is_shared`: everybody of the organisation sees it.
    """

    # Whoever saves a list may call it by the name of a person.
    PRIVACY = "personal"
    FAMILY: ClassVar[str] = "lists"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    owner = models.UUIDField(editable=False)
    list_of = models.CharField(max_length=40)
    name = models.CharField(_("name of the list"), max_length=60, blank=True)
    is_shared = models.BooleanField(default=False)
    conditions = models.JSONField(default=dict)
    order = models.CharField(max_length=60, blank=True)
    columns = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "owner", "list_of"], condition=Q(name=""), name="savedlist_columns_once"
            ),
            models.CheckConstraint(condition=~Q(name="") | Q(is_shared=False), name="savedlist_shared_has_name"),
        ]
        indexes = [models.Index(fields=["organisation", "list_of", "owner"], name="savedlist_of")]

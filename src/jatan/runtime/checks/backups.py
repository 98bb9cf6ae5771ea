"""How old the newest backup is."""

import datetime as dt
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level
from jatan.kernel import clock

_OLD: Final = dt.timedelta(days=2)
_TOO_OLD: Final = dt.timedelta(days=8)


def check_backup_age() -> list[Finding]:
    """The newest backup is younger than two days; one older than eight days is bad. Nothing in the demo."""
    if settings.JATAN_DEMO or not settings.JATAN_NEWEST_BACKUP:
        return []
    newest: dt.datetime | None = import_string(settings.JATAN_NEWEST_BACKUP)()
    remedy = _("Call the administrator: docs/how-to/backup-and-restore.md says how backups are made by themselves.")
    if newest is None:
        return [Finding("backup_old", Level.WARN, _("There is no backup yet."), remedy)]
    age = clock.now() - newest
    if age < _OLD:
        return [Finding("backup_old", Level.OK, _("The newest backup is younger than two days."))]
    sentence = format_lazy(_("The newest backup is {days} days old."), days=age.days)
    return [Finding("backup_old", Level.BAD if age > _TOO_OLD else Level.WARN, sentence, remedy)]

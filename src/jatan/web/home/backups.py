"""Whether this house has a backup. Pages stand below the runtime, so the function is named in the settings."""

from django.conf import settings
from django.utils.module_loading import import_string


def has_backup() -> bool:
    """True if a backup was made that does not lie in the house itself."""
    path = settings.JATAN_NEWEST_BACKUP
    return bool(path) and import_string(path)() is not None

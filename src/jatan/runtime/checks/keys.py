"""Whether the keys beside the database are those of its records."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level
from jatan.runtime import key_checks


def check_keys() -> list[Finding]:
    """Signing key, marks key, pepper, key of the field book and verifying keys are those of the records."""
    remedy = _("docs/how-to/backup-and-restore.md says what is lost with each key, and how to go on without it.")
    found = [
        # The sentence names the file to bring and the machine to bring it from.
        Finding("keys_other", Level.BAD, format_lazy(_(key_checks.bring(kind)), path=key_checks.path_of(kind)), remedy)
        for kind in key_checks.other_keys_here()
    ]
    return found or [Finding("keys_other", Level.OK, _("The keys beside the database are those of its records."))]

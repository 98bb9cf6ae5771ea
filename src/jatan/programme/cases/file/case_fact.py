"""The `CaseFact` row of a case, found by the secret in its file and updated from it. The row has no link back."""

from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.programme.cases.entries.statistics import statistics_columns
from jatan.programme.cases.file.access import FACTS_SECTION, Opened
from jatan.programme.cases.file.section_format import entry_of
from jatan.programme.cases.models import CaseFact
from jatan.programme.cases.register.facts import CODES, fact_dimensions, fact_id, write_fact

__all__ = ["facts_secret", "update_fact"]


def update_fact(found: Opened) -> None:
    """Update the fact row from the file; writes nothing and logs nothing if it is up to date.

    A withdrawn case gets no row, even if a late register letter is written into its file.
    """
    if found.case.withdrawn_at is not None:
        return
    secret = facts_secret(found)
    wanted = dict.fromkeys(CODES, "") | statistics_columns(found.file, clock.today())
    expected = fact_dimensions(found.case) | wanted
    row = CaseFact.objects.filter(pk=fact_id(secret), organisation_id=found.case.organisation_id).first()
    if row is None or any(getattr(row, name) != value for name, value in expected.items()):
        write_fact(secret=secret, **expected)


def facts_secret(found: Opened) -> bytes:
    """The secret from which the id of the case's fact row is made; stored only in the case's file."""
    (section,) = latest(found.case.organisation_id, [found.case.pk], FACTS_SECTION)
    return bytes.fromhex(entry_of(found.key, section).get("secret", ""))

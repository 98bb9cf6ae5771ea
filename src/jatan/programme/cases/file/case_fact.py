"""The `CaseFact` row of a case, found by the secret in its file and updated from it. The row has no link back."""

from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.programme.cases.entries.statistics import statistics_columns
from jatan.programme.cases.file.access import FACTS_SECTION, OpenCaseFile
from jatan.programme.cases.file.section_format import entry_of
from jatan.programme.cases.models import CaseFact
from jatan.programme.cases.register.facts import CODES, fact_dimensions, fact_id, write_fact


def update_fact(case_file: OpenCaseFile) -> None:
    """Update the fact row from the file; writes nothing and logs nothing if it is up to date.

    A withdrawn case gets no row, even if a late register letter is written into its file.
    """
    if case_file.case.withdrawn_at is not None:
        return
    secret = facts_secret(case_file)
    wanted = dict.fromkeys(CODES, "") | statistics_columns(case_file.whole, clock.today())
    expected = fact_dimensions(case_file.case) | wanted
    row = CaseFact.objects.filter(pk=fact_id(secret), organisation_id=case_file.case.organisation_id).first()
    if row is None or any(getattr(row, name) != value for name, value in expected.items()):
        write_fact(secret=secret, **expected)


def facts_secret(case_file: OpenCaseFile) -> bytes:
    """The secret from which the id of the case's fact row is made; stored only in the case's file."""
    (section,) = latest(case_file.case.organisation_id, [case_file.case.pk], FACTS_SECTION)
    return bytes.fromhex(entry_of(case_file.key, section).get("secret", ""))

"""A case's row of facts, found by the secret that lies in its file and kept in line with it, without any link back."""

from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.programme.cases.entries.statistics import coarse_of
from jatan.programme.cases.file.access import FACTS_SECTION, Opened
from jatan.programme.cases.file.section_format import entry_of
from jatan.programme.cases.models import CaseFact
from jatan.programme.cases.register.facts import CODES, counted_by, fact_id, write_fact

__all__ = ["count_case", "facts_secret"]


def count_case(found: Opened) -> None:
    """Let the facts say what the file says now; writes nothing, and tells nothing, where they say it already.

    A withdrawn case counts nowhere, whatever a late letter of the register still writes into its file.
    """
    if found.case.withdrawn_at is not None:
        return
    secret = facts_secret(found)
    wanted = dict.fromkeys(CODES, "") | coarse_of(found.file, clock.today())
    said = counted_by(found.case) | wanted
    row = CaseFact.objects.filter(pk=fact_id(secret), organisation_id=found.case.organisation_id).first()
    if row is None or any(getattr(row, name) != value for name, value in said.items()):
        write_fact(secret=secret, **said)


def facts_secret(found: Opened) -> bytes:
    """What a case is counted under: it lies in its file and nowhere else."""
    (section,) = latest(found.case.organisation_id, [found.case.pk], FACTS_SECTION)
    return bytes.fromhex(entry_of(found.key, section).get("secret", ""))

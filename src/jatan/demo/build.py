"""Builds the demo: network, imported workbooks, accounts, a year of journeys, recent records, case files, counts.

Every step can be repeated: a build that was killed resumes where it stopped, and a finished one is left unchanged.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.campaigns import record_campaigns
from jatan.demo.casework import record_cases
from jatan.demo.consultations import record_consultations
from jatan.demo.directory import record_directory
from jatan.demo.journeys import simulate_journeys
from jatan.demo.keys import make_keys
from jatan.demo.landmarks import record_landmarks
from jatan.demo.leaders import post_forum_leaders
from jatan.demo.narrative import record_paragraphs
from jatan.demo.periods import record_month_ends, record_targets
from jatan.demo.phased_trainings import record_trainings
from jatan.demo.projects import record_projects
from jatan.demo.publications import record_publications, release_account
from jatan.demo.recent import record_recent_acts
from jatan.demo.research import record_studies
from jatan.demo.voices import record_voices
from jatan.demo.workbooks import write_workbooks
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.foundation.access.demo_house import begin_demo_house
from jatan.foundation.access.models import Account
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.intake.registers.run import import_paths
from jatan.programme.cases.register.waiting_dates import seal_waiting


def build_demo(progress: Callable[[str], None]) -> bool:
    """Build the synthetic network unless it is complete. Returns True if anything was built.

    `progress` is called with one line of text per step. Raises ValueError, and changes nothing, when the installation
    holds other data.
    """
    begin_demo_house()
    if is_built():
        return False
    progress("making the network")
    load_network(plan.network_document())
    with tempfile.TemporaryDirectory(prefix="jatan-demo-") as folder:
        import_paths(write_workbooks(Path(folder), progress), progress=progress)
    accounts = make_accounts(PEOPLE[:-1])
    progress("playing a year of journeys")
    simulate_journeys()
    progress("recording a few acts of these days")
    record_recent_acts(accounts)
    post_forum_leaders()
    record_publications(accounts)
    record_voices(accounts)
    progress("holding consultations")
    record_consultations(accounts)
    record_directory(accounts)
    progress("putting places and ways on the map")
    record_landmarks(accounts)
    progress("running campaigns and holding camps")
    record_campaigns(accounts)
    record_projects(accounts)
    progress("asking in the villages of a study")
    record_studies(accounts)
    record_trainings(accounts)
    progress("holding ceremonies and writing sealed case files")
    make_keys()
    record_cases()
    seal_waiting()
    progress("counting")
    recount_pending(Organisation.objects.values_list("id", flat=True))
    record_month_ends(accounts)
    record_targets(accounts)
    record_paragraphs(accounts)
    take_due()
    release_account(accounts)
    make_accounts(PEOPLE[-1:])  # last: `is_built` looks for this account
    return True


def show_own_names(own: Mapping[str, Any]) -> None:
    """Write the names of a real network file over those of a complete demo: the story of the demo goes by its own."""
    load_network(plan.network_document(own))


def is_built() -> bool:
    """True once the last step of a build is done."""
    return Account.objects.filter(email=PEOPLE[-1][0], is_demo=True).exists()

"""Whether records fit what lies beside them: files on the disk, verifying keys, the clock, people who may act."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.demo_house import is_demo_house, mix_in_house
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.foundation.operation.findings import Finding, Level
from jatan.foundation.vault.directory import authority_of
from jatan.foundation.vault.models import DirectoryKey, SealedFile
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.programme.activities.models import Photograph
from jatan.programme.allies.models import Clipping, Meeting
from jatan.programme.consultations.models import ConsultationFile
from jatan.programme.journeys.models import Attachment
from jatan.programme.library.models import Material

__all__ = ["check_authorities", "check_demo", "check_files_of_rows", "check_newest_event", "check_people"]

_CLOCK: Final = dt.timedelta(minutes=5)
_FILES: Final = 5000  # the newest of each table
_SEALED: Final = "sealed"


def check_newest_event() -> list[Finding]:
    """No record lies in the future, and clock and database agree."""
    with _acting_for_all():
        newest = Event.objects.aggregate(newest=Max("at"))["newest"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        difference = abs(cursor.fetchone()[0] - clock.now())
    if newest is not None and newest > clock.now() + _CLOCK:
        sentence: str | Promise = _("The newest record lies in the future: the clock is slow, or was fast before.")
    elif difference > _CLOCK:
        sentence = _("The clocks of this machine and of the database differ by more than five minutes.")
    else:
        return [Finding("clock_wrong", Level.OK, _("The clock fits the newest record and the database."))]
    remedy = _("Compare date and time with a telephone, and switch on time by network (timedatectl set-ntp true).")
    return [Finding("clock_wrong", Level.BAD, sentence, remedy)]


def check_files_of_rows() -> list[Finding]:
    """The newest 5,000 files of each table are on the disk and not empty."""
    root, missing = Path(settings.MEDIA_ROOT), Counter[str]()
    with _acting_for_all():
        for table, names in _stored_names():
            missing[table] += sum(1 for name in names if not _is_whole(root / name))
    found = ", ".join(f"{table} {count}" for table, count in sorted(missing.items()) if count)
    if not found:
        return [Finding("files_missing", Level.OK, _("Every photograph and document is on the disk."))]
    sentence = format_lazy(_("Files are missing or empty that records name: {tables}."), tables=found)
    remedy = _("Bring the folder files back from a backup. Was the disk taken out, or JATAN_HOME copied without it?")
    return [Finding("files_missing", Level.BAD, sentence, remedy)]


def check_authorities() -> list[Finding]:
    """Every organisation with signed keys has its verifying key in the folder of this house."""
    lacking = []
    with _acting_for_all():
        signed = DirectoryKey.objects.exclude(signature=b"").values("organisation_id")
        for organisation in Organisation.objects.filter(pk__in=signed):
            try:
                authority_of(organisation.pk)
            except Refused:
                lacking.append(organisation.code)
    if not lacking:
        return [Finding("authority_missing", Level.OK, _("Every organisation with keys has its verifying key."))]
    sentence = format_lazy(_("The verifying key is missing of: {codes}."), codes=", ".join(lacking))
    remedy = _("Bring back vault/authorities from the place where it is kept apart, or from the paper of the ceremony.")
    return [Finding("authority_missing", Level.BAD, sentence, remedy)]


def check_demo() -> list[Finding]:
    """Demo and real records are apart."""
    if mix_in_house(as_demo=settings.JATAN_DEMO) is None:
        return [Finding("demo_mixed", Level.OK, _("Demo and real records are apart."))]
    sentence = _("Demo and real records are mixed here: the demo opens without a password.")
    return [Finding("demo_mixed", Level.BAD, sentence, _("./jatan run says which, and how to part them."))]


def check_people() -> list[Finding]:
    """An administrator and somebody of the secretariat can sign in: each can help the other back in."""
    if is_demo_house():
        return []
    held = Posting.objects.in_force(clock.today()).filter(account__is_active=True)
    roles = set(held.filter(role__in=(Role.ADMINISTRATOR, Role.SECRETARIAT)).values_list("role", flat=True))
    lacking = [role.label for role in (Role.ADMINISTRATOR, Role.SECRETARIAT) if role not in roles]
    if not lacking:
        return [Finding("person_missing", Level.OK, _("An administrator and the secretariat can act."))]
    words = _("Nobody holds this role: {roles}. Whoever is locked out cannot be let in again.")
    sentence = format_lazy(words, roles=format_lazy(", ".join(["{}"] * len(lacking)), *lacking))
    remedy = _("To begin a house: ./jatan init. Later: an invitation for the missing person.")
    return [Finding("person_missing", Level.BAD, sentence, remedy)]


def _stored_names() -> Iterator[tuple[str, list[str]]]:
    """(kind of file, names below MEDIA_ROOT) of the newest rows of each table that names files."""
    photographs = Photograph.objects.order_by("-pk").values_list("stored", flat=True)
    materials = Material.objects.exclude(file="").order_by("-pk").values_list("file", flat=True)
    yield "photographs", list(photographs[:_FILES])
    yield "library", list(materials[:_FILES])
    papers = ConsultationFile.objects.order_by("-pk").values_list("file", flat=True)
    yield "consultations", list(papers[:_FILES])
    copies = Clipping.objects.order_by("-pk").values_list("file", flat=True)
    yield "clippings", list(copies[:_FILES])
    beside = Attachment.objects.order_by("-pk").values_list("file", flat=True)
    yield "journeys", list(beside[:_FILES])
    minutes = Meeting.objects.exclude(file="").order_by("-pk").values_list("file", flat=True)
    yield "minutes", list(minutes[:_FILES])
    sealed = SealedFile.objects.order_by("-pk").values_list("stored_as", flat=True)[:_FILES]
    yield "sealed", [f"{_SEALED}/{name[:2]}/{name}" for name in sealed]


def _is_whole(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


@contextmanager
def _acting_for_all() -> Iterator[None]:
    with acting_as(machine_for(Organisation.objects.values_list("pk", flat=True)), read_only=True):
        yield

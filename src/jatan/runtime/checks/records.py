"""Whether records fit what lies beside them: files on the disk, verifying keys, the clock, people who may act."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.demo_house import is_demo_house, mix_in_house
from jatan.foundation.access.house_clock import unaccepted_record
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.operation.clock_watch import TOLERANCE
from jatan.foundation.operation.findings import Finding, Level
from jatan.foundation.vault.choices import SlotKind
from jatan.foundation.vault.directory import authority_of
from jatan.foundation.vault.file_storage import stored_name
from jatan.foundation.vault.models import DirectoryKey, SealedFile, Slot
from jatan.foundation.vault.passphrase_cost import spare_kib, swap_kib
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.file_store import file_store
from jatan.kernel.file_stores.base import StoreProblem
from jatan.programme.activities.models import Photograph
from jatan.programme.allies.models import Clipping, Meeting
from jatan.programme.consultations.models import ConsultationFile
from jatan.programme.journeys.models import Attachment
from jatan.programme.library.models import Material
from jatan.runtime import home

_FILES: Final = 5000  # the newest of each table


def check_newest_event() -> list[Finding]:
    """No record lies in the future that nobody has accepted, and clock and database agree."""
    newest = unaccepted_record()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        difference = abs(cursor.fetchone()[0] - clock.now())
    if newest is not None and newest > clock.now() + TOLERANCE:
        sentence: str | Promise = _("The newest record lies in the future: the clock is slow, or was fast before.")
    elif difference > TOLERANCE:
        sentence = _("The clocks of this machine and of the database differ by more than five minutes.")
    else:
        return [Finding("clock_wrong", Level.OK, _("The clock fits the newest record and the database."))]
    remedy = _("Compare date and time with a telephone, and switch on time by network (timedatectl set-ntp true).")
    return [Finding("clock_wrong", Level.BAD, sentence, remedy)]


def check_files_of_rows() -> list[Finding]:
    """The newest 5,000 files of each table are in their place and not empty."""
    missing = Counter[str]()
    try:
        with _acting_for_all():
            named = dict(_stored_names())
        sizes = file_store().sizes(name for names in named.values() for name in names)
    except StoreProblem:
        sentence = _("The store of files does not answer: nobody knows whether a file is missing.")
        return [Finding("files_missing", Level.BAD, sentence, _("See that the store runs, then ask again."))]
    for table, names in named.items():
        missing[table] += sum(1 for name in names if not sizes.get(name))
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


def check_memory_for_keys() -> list[Finding]:
    """This machine has the memory that every passphrase of the house takes."""
    with _acting_for_all():
        taken = Slot.objects.filter(kind=SlotKind.PASSPHRASE).aggregate(most=Max("memory_kib"))["most"] or 0
    if taken <= spare_kib() + swap_kib():
        return [Finding("keys_memory", Level.OK, _("This machine has the memory that opening keys takes."))]
    sentence = format_lazy(
        _("Opening some keys takes {mib} MiB, and this machine has less to spare."), mib=taken // 1024
    )
    remedy = _(
        "End what else runs here, give the machine or its container more memory, or open keys on another machine."
    )
    return [Finding("keys_memory", Level.WARN, sentence, remedy)]


def check_demo() -> list[Finding]:
    """Demo and real records are apart."""
    if mix_in_house(as_demo=settings.JATAN_DEMO or home.is_marked_demo()) is None:
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
    """(kind of file, names in the store) of the newest rows of each table that names files."""
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
    yield "sealed", [stored_name(name) for name in sealed]


@contextmanager
def _acting_for_all() -> Iterator[None]:
    with acting_as(machine_for(Organisation.objects.values_list("pk", flat=True)), read_only=True):
        yield

"""Tables of the coded register, of dates that wait to be sealed, of facts for statistics, of readings and exports.

No field here may hold a name or a narrative; a house test checks the fields. No table about cases but `CaseWaiting`
holds a date, and that only until the organisation has keys (docs/adr/0013). `CourtClosing` is about courts alone.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal, sealed_
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.foundation.vault.models import Sealing
from jatan.kernel import clock
from jatan.programme.cases.choices import (
    ERASED,
    Answered,
    CaseKind,
    CourtKind,
    ExportLevel,
    ExportReason,
    Unusual,
    What,
    Withdrawn,
)


def _on_quarter(field: str, name: str) -> models.CheckConstraint:
    """Allow only first days of quarters, so that no exact date is stored."""
    first = models.Q((f"{field}__day", 1), (f"{field}__month__in", [1, 4, 7, 10]))
    return models.CheckConstraint(condition=first, name=name)


def _coded(field: str, name: str, *codes: str) -> models.CheckConstraint:
    """Allow one of these codes or "", so that no free text is stored."""
    return models.CheckConstraint(condition=models.Q((f"{field}__in", ["", *codes])), name=name)


class Case(Guarded):
    """The unencrypted row of a case, under its code. `place` is a district; dates and villages are in its sealed file.

    Its instants are those of the quarter's beginning, and its id is random where a UUIDv7 would tell the minute: a
    case is put on record on the day somebody came. The code is unique among an organisation's cases by service, not
    by constraint: an office that wrote one code twice must still be able to bring its register in.
    """

    FAMILY = "cases"
    FACT_DATES = ("opened_quarter",)
    KEEPS_EXACT_DAYS = False
    VILLAGE_PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(default=clock.quarter_start, editable=False)
    changed_at = models.DateTimeField(default=clock.quarter_start, editable=False)
    code = personal(models.CharField(_("case code"), max_length=40))
    kind = open_(models.CharField(_("kind"), max_length=24, choices=CaseKind))
    opened_quarter = open_(models.DateField(_("quarter")))
    is_closed = open_(models.BooleanField(_("closed"), default=False))
    assigned_to = open_(models.UUIDField(_("counsellor"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            _on_quarter("opened_quarter", "case_tells_quarter"),
            _coded("withdrawn_reason", "case_withdrawn_by_code", *Withdrawn.values, ERASED),
        ]
        indexes = [
            models.Index(fields=["organisation", "opened_quarter"], name="case_opened"),
            models.Index(fields=["organisation", "code"], name="case_code"),
            models.Index(fields=["organisation", "assigned_to"], name="case_assigned"),
        ]


class CourtClosing(Guarded):
    """Days on which courts of a district are closed. It concerns no case; `withdrawn_reason` is always empty."""

    FAMILY = "cases"
    VILLAGE_PRIVACY = "open"

    court = open_(models.CharField(_("court"), max_length=16, choices=CourtKind))
    first_day = open_(models.DateField(_("first day")))
    last_day = open_(models.DateField(_("last day")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("day on which a court is closed")
        verbose_name_plural = _("days on which courts are closed")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="courtclosing_ends_after_it_begins"
            ),
            _coded("withdrawn_reason", "courtclosing_withdrawn_unsaid"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "last_day"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="courtclosing_last_day",
            )
        ]


class CaseWaiting(models.Model):
    """Further register data of a case, in clear, while its organisation has no team to receive a sealed letter.

    `body` is `letters.RegisterDates` as JSON. The transaction that seals it into a letter deletes the row.
    """

    FAMILY: ClassVar[str] = "cases"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    case = open_(models.ForeignKey(Case, models.PROTECT, related_name="+", db_constraint=False))
    body = personal(models.JSONField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "case"], name="case_waits_once")]


class CaseFact(models.Model):
    """One case for statistics. Its id is made from a secret that only the case's file holds (`facts.fact_id`).

    No case, no user, no instant, nothing finer than a quarter and a district. The coded columns are empty unless she
    agreed to statistics. Nothing may be added that is finer.
    """

    FAMILY: ClassVar[str] = "cases"
    PRIVACY: ClassVar[str] = "open"

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey(Place, models.PROTECT, related_name="+")
    quarter = models.DateField()
    kind = models.CharField(max_length=24, choices=CaseKind)
    age_band = models.CharField(max_length=16, blank=True)
    sex = models.CharField(max_length=16, blank=True)
    sector = models.CharField(max_length=16, blank=True)
    route = models.CharField(max_length=16, blank=True)
    stage = models.CharField(max_length=16, blank=True)
    outcome = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [_on_quarter("quarter", "casefact_tells_quarter")]
        indexes = [models.Index(fields=["organisation", "quarter"], name="casefact_quarter")]


class Reading(Sealing):
    """A reading of a file, an identity card or a letter. Supervisors see it; the ledger has it too.

    `case` is the letter's id if a letter was read that is not a case yet.
    """

    FAMILY: ClassVar[str] = "cases"

    case = open_(models.UUIDField())
    account = open_(models.UUIDField())
    what = open_(models.CharField(max_length=10, choices=What))
    at = open_(models.DateTimeField(default=clock.now))

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "account", "at"], name="reading_by_account"),
            models.Index(fields=["organisation", "case", "at"], name="reading_of_case"),
        ]


class ReadingAlert(Sealing):
    """An unusual reading: many files in a short time, or at night. Another supervisor answers it
    with a code of `Answered`."""

    FAMILY: ClassVar[str] = "cases"

    account = open_(models.UUIDField())
    why = open_(models.CharField(max_length=12, choices=Unusual))
    how_many = open_(models.PositiveIntegerField())
    raised_at = open_(models.DateTimeField(default=clock.now))
    answered_at = open_(models.DateTimeField(null=True))
    answered_by = open_(models.UUIDField(null=True))
    answer = open_(models.CharField(max_length=12, choices=Answered, blank=True))

    class Meta:
        constraints = [_coded("answer", "readingalert_answered_by_code", *Answered.values)]
        indexes = [models.Index(fields=["organisation", "answered_at"], name="readingalert_open")]


class Export(Sealing):
    """An exported file, encrypted under a passphrase that was shown once and is not stored.

    The bytes are emptied on expiry, after the last download, or when its author deletes it; the row stays.
    `entry` is the referral that it contains. `case` is None for a file over many cases.
    """

    FAMILY: ClassVar[str] = "cases"

    made_by = open_(models.UUIDField())
    case = open_(models.UUIDField(null=True))
    entry = open_(models.UUIDField(null=True))
    level = open_(models.CharField(max_length=12, choices=ExportLevel))
    reason = open_(models.CharField(max_length=12, choices=ExportReason))
    made_at = open_(models.DateTimeField(default=clock.now))
    expires_at = open_(models.DateTimeField())
    downloads = open_(models.PositiveSmallIntegerField(default=0))
    content = sealed_(models.BinaryField(default=b""))

    class Meta:
        indexes = [models.Index(fields=["organisation", "made_by", "expires_at"], name="export_of_maker")]

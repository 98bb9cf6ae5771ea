"""Code lists of applications: what one is for, and the kind of office that gets it."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.allies.choices import AllyKind
from jatan.programme.helpdesk.choices import IssueKind, SentTo


class LetterKind(models.TextChoices):
    """What an application is for; its words are in `templates.toml`."""

    WAGES = "wages", _("wages not paid")
    ACCIDENT = "accident", _("accident or death: help for the family")
    PAPERS = "papers", _("papers held back")
    MISSING = "missing", _("no news of somebody who left")
    POLICE = "police", _("stranded, cheated or ill-treated: help from the police")
    LEGAL_AID = "legal_aid", _("free legal aid")
    SCHEME = "scheme", _("a scheme delayed or denied")
    CERTIFICATE = "certificate", _("a certificate or a paper")
    BANK = "bank", _("bank account, or money not credited")
    GENERAL = "general", pgettext_lazy("application", "something else")


class LetterOffice(models.TextChoices):
    """The office to which an application is addressed."""

    LABOUR_OFFICE = "labour_office", _("labour office")
    DLSA = "dlsa", _("District Legal Services Authority")
    BLOCK_OFFICE = "block_office", _("block office")
    BANK = "bank", pgettext_lazy("office", "bank")
    POLICE = "police", _("police")
    AHTU = "ahtu", _("Anti-Human-Trafficking Unit")
    HOSPITAL = "hospital", pgettext_lazy("office", "hospital")
    OTHER = "other", pgettext_lazy("office", "other office")


class LetterLanguage(models.TextChoices):
    HINDI = "hi", "हिंदी"
    ENGLISH = "en", "English"


# The application usually made for an issue of this kind; every other kind: GENERAL.
USUAL_KIND: Final[Mapping[str, LetterKind]] = {
    IssueKind.UNPAID_WAGES: LetterKind.WAGES,
    IssueKind.ACCIDENT_DEATH: LetterKind.ACCIDENT,
    IssueKind.MISSING_CONTACT: LetterKind.MISSING,
    IssueKind.STRANDED: LetterKind.POLICE,
    IssueKind.FRAUD: LetterKind.POLICE,
    IssueKind.ABUSE: LetterKind.POLICE,
    IssueKind.DOCUMENTS_HELD: LetterKind.PAPERS,
    IssueKind.LEGAL_AID: LetterKind.LEGAL_AID,
    IssueKind.VIOLENCE: LetterKind.LEGAL_AID,
    IssueKind.CHILD_LABOUR: LetterKind.LEGAL_AID,
    IssueKind.CHILD_MARRIAGE: LetterKind.LEGAL_AID,
    IssueKind.SCHEME_DELAYED: LetterKind.SCHEME,
    IssueKind.IDENTITY_PAPERS: LetterKind.CERTIFICATE,
    IssueKind.REGISTRATION: LetterKind.CERTIFICATE,
}
# What was told about these is never filled in: it may belong into a sealed file, and is typed by whoever writes.
UNTOLD = frozenset({IssueKind.ABUSE, IssueKind.VIOLENCE, IssueKind.CHILD_LABOUR, IssueKind.CHILD_MARRIAGE})
# The office as the status of an issue names it; it knows no bank.
SENT_TO = {
    LetterOffice.LABOUR_OFFICE: SentTo.LABOUR_OFFICE,
    LetterOffice.DLSA: SentTo.DLSA,
    LetterOffice.BLOCK_OFFICE: SentTo.BLOCK_OFFICE,
    LetterOffice.POLICE: SentTo.POLICE,
    LetterOffice.AHTU: SentTo.AHTU,
    LetterOffice.HOSPITAL: SentTo.HOSPITAL,
    LetterOffice.BANK: SentTo.OTHER,
    LetterOffice.OTHER: SentTo.OTHER,
}
OFFICE_OF: Final[Mapping[str, LetterOffice]] = {
    AllyKind.LABOUR: LetterOffice.LABOUR_OFFICE,
    AllyKind.DLSA: LetterOffice.DLSA,
    AllyKind.BLOCK: LetterOffice.BLOCK_OFFICE,
    AllyKind.POLICE: LetterOffice.POLICE,
    AllyKind.POLICE_STATION: LetterOffice.POLICE,
    AllyKind.AHTU: LetterOffice.AHTU,
    AllyKind.HEALTH: LetterOffice.HOSPITAL,
}

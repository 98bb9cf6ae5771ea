"""Code lists of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    FEMALE = "f", _("female")
    MALE = "m", _("male")
    OTHER = "t", _("transgender or other")
    UNKNOWN = "", pgettext_lazy("sex", "not recorded")


class AgeBasis(models.TextChoices):
    SAID = "said", _("as told")
    DOCUMENT = "document", _("from a document")
    ESTIMATED = "estimated", _("estimated")


class IdentifierKind(models.TextChoices):
    """Papers whose number may be stored. There is no Aadhaar, and no "other" under which it could be entered."""

    RATION_CARD = "ration_card", _("ration card")
    VOTER_ID = "voter_id", _("voter identity card")
    JOB_CARD = "job_card", _("MGNREGA job card")
    ESHRAM = "eshram", _("e-Shram card")
    LABOUR_CARD = "labour_card", _("labour department card")
    PASSPORT = "passport", _("passport")
    BANK = "bank", _("bank account")
    DRIVING_LICENCE = "driving_licence", _("driving licence")
    PAN = "pan", _("PAN card")
    BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")


class ConsentPurpose(models.TextChoices):
    RECORD = "record", _("keeping this record")
    CONTACT = "contact", _("calling or sending messages")
    GOVERNMENT = "government", _("applying to a government office")
    NETWORK = "network", _("sharing with another member of the network")
    PHOTOGRAPH = "photograph", _("taking and showing photographs")
    STUDY = "study", _("studies without a name")


class ConsentHow(models.TextChoices):
    SPOKEN = "spoken", _("by word of mouth")
    SIGNED = "signed", _("with a signature")
    THUMB = "thumb", _("with a thumb impression")
    PHONE = "phone", _("on the telephone")


class Scope(models.TextChoices):
    """How far a search reaches. Wider than a district only on request."""

    BLOCK = "block", _("in the block")
    DISTRICT = "district", _("in the district")
    ORGANISATION = "organisation", _("in the whole organisation")


class Decision(models.TextChoices):
    """The decision on two records that may be one person."""

    OPEN = "open", pgettext_lazy("two records", "not decided")
    SAME = "same", _("the same person")
    DIFFERENT = "different", _("two different people")

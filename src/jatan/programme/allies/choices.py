"""Code lists of allies: kind, level, meetings, asks, promises, agreements, joint work, the tone of a media mention."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AllyKind(models.TextChoices):
    """What an institution is. The general kinds (government, police, judiciary, civil) are for those without a code."""

    POLICE_STATION = "police_station", _("police station")
    AHTU = "ahtu", _("Anti-Human-Trafficking Unit (AHTU)")
    SJPU = "sjpu", _("Special Juvenile Police Unit (SJPU)")
    RAILWAYS = "railways", _("railways: RPF or GRP")
    POLICE = "police", _("police, other office")
    CWC = "cwc", _("Child Welfare Committee (CWC)")
    DCPU = "dcpu", _("District Child Protection Unit (DCPU)")
    DLSA = "dlsa", _("Legal Services Authority (DLSA)")
    COURT = "court", _("court")
    JUDICIARY = "judiciary", _("judiciary, other")
    LABOUR = "labour", _("labour office")
    SDM = "sdm", _("SDM, DC or other magistrate")
    PANCHAYAT = "panchayat", _("panchayat")
    BLOCK = "block", _("block office")
    ICDS = "icds", _("ICDS, women and child development")
    HEALTH = "health", _("health department, hospital")
    EDUCATION = "education", _("education department, school")
    STATE_COMMISSION = "state_commission", _("state commission")
    NATIONAL_COMMISSION = "national_commission", _("national commission")
    MINISTRY = "ministry", _("ministry or state department")
    GOVERNMENT = "government", _("government office")
    NGO_DESTINATION = "ngo_destination", _("organisation at a destination")
    CIVIL = "civil", _("civil-society organisation")
    UNION = "union", _("trade union, workers' organisation")
    EMPLOYERS = "employers", _("employers' body")
    MEDIA = "media", _("media house")
    DONOR = "donor", _("donor")
    INTERNATIONAL = "international", _("international body")
    OTHER = "other", pgettext_lazy("ally", "other")


# Offices of the state: who meets one of these meets officials.
OFFICIAL_KINDS = frozenset(
    {AllyKind.AHTU, AllyKind.SJPU, AllyKind.POLICE_STATION, AllyKind.RAILWAYS, AllyKind.POLICE, AllyKind.CWC}
    | {AllyKind.DCPU, AllyKind.DLSA, AllyKind.COURT, AllyKind.JUDICIARY, AllyKind.LABOUR, AllyKind.SDM}
    | {AllyKind.PANCHAYAT, AllyKind.BLOCK, AllyKind.ICDS, AllyKind.HEALTH, AllyKind.EDUCATION}
    | {AllyKind.STATE_COMMISSION, AllyKind.NATIONAL_COMMISSION, AllyKind.MINISTRY, AllyKind.GOVERNMENT}
)
# The same, by the office that joint work is counted with; an AHTU is one by itself, wherever it sits.
OFFICES: Mapping[str, frozenset[AllyKind]] = {
    "ahtu": frozenset({AllyKind.AHTU}),
    "police": frozenset({AllyKind.POLICE_STATION, AllyKind.SJPU, AllyKind.POLICE}),
    "railways": frozenset({AllyKind.RAILWAYS}),
    "labour": frozenset({AllyKind.LABOUR}),
    "children": frozenset({AllyKind.CWC, AllyKind.DCPU}),
    "courts": frozenset({AllyKind.DLSA, AllyKind.COURT, AllyKind.JUDICIARY}),
    "administration": frozenset(
        {AllyKind.SDM, AllyKind.PANCHAYAT, AllyKind.BLOCK, AllyKind.ICDS, AllyKind.HEALTH, AllyKind.EDUCATION}
        | {AllyKind.STATE_COMMISSION, AllyKind.NATIONAL_COMMISSION, AllyKind.MINISTRY, AllyKind.GOVERNMENT}
    ),
}
# Organisations that work for the same, at source and destination, in the country and beyond.
LIKE_MINDED_KINDS = frozenset(
    {AllyKind.NGO_DESTINATION, AllyKind.CIVIL, AllyKind.UNION, AllyKind.DONOR, AllyKind.INTERNATIONAL}
)


class AllyLevel(models.TextChoices):
    PANCHAYAT = "panchayat", _("panchayat")
    BLOCK = "block", _("block")
    DISTRICT = "district", _("district")
    STATE = "state", _("state")
    NATIONAL = "national", _("national")
    INTERNATIONAL = "international", _("international")


class Answer(models.TextChoices):
    """What an office said to a request. A promise is written down as a promise of its own, with its day."""

    WAITING = "waiting", pgettext_lazy("ask", "no answer yet")
    PROMISED = "promised", pgettext_lazy("ask", "promised")
    GRANTED = "granted", pgettext_lazy("ask", "done at once")
    REFUSED = "refused", pgettext_lazy("ask", "refused")


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("commitment", "open")
    KEPT = "kept", pgettext_lazy("commitment", "kept")
    PARTLY = "partly", pgettext_lazy("commitment", "partly kept")
    BROKEN = "broken", pgettext_lazy("commitment", "not kept")


class Medium(models.TextChoices):
    NEWSPAPER = "newspaper", _("newspaper or magazine")
    TELEVISION = "television", _("television")
    RADIO = "radio", _("radio")
    WEB = "web", _("news site or web page")
    SOCIAL = "social", _("social media, video channel")


class ClippingKind(models.TextChoices):
    CUTTING = "cutting", _("cutting or photograph of it")
    SCREEN = "screen", _("picture of a screen")
    PAGE = "page", _("saved web page or PDF")


class AgreementKind(models.TextChoices):
    MOU = "mou", _("memorandum of understanding (MoU)")
    REFERRAL = "referral", _("referral agreement")
    WORK_PLAN = "work_plan", _("joint plan of work")
    OTHER = "other", pgettext_lazy("agreement", "other")


class JointKind(models.TextChoices):
    OPERATION = "operation", _("operation: rescue or raid")
    WATCH = "watch", _("watch at a station or bus stand")
    TRAINING = "training", pgettext_lazy("joint work", "training")
    AWARENESS = "awareness", _("awareness together")
    OTHER = "other", pgettext_lazy("joint work", "other")


class Tone(models.TextChoices):
    FAVOURABLE = "favourable", _("favourable")
    NEUTRAL = "neutral", _("neutral")
    CRITICAL = "critical", _("critical")

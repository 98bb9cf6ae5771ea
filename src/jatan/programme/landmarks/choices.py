"""Code lists of landmarks and routes: kinds in three layers, sources, findings, ways to travel."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Layer(models.TextChoices):
    """What a landmark is for the traveller; follows from its kind."""

    TRANSIT = "transit", pgettext_lazy("layer", "on the way")
    RISK = "risk", pgettext_lazy("layer", "places of risk")
    SERVICE = "service", pgettext_lazy("layer", "services")


class LandmarkKind(models.TextChoices):
    RAILWAY_STATION = "railway_station", _("railway station")
    BUS_STAND = "bus_stand", _("bus stand")
    CHECKPOST = "checkpost", _("checkpost")
    MARKET = "market", _("market")
    PLACEMENT_OFFICE = "placement_office", _("placement office")
    OTHER_TRANSIT = "other_transit", _("other place on the way")
    RISK = "risk", _("place of risk")
    POLICE_STATION = "police_station", _("police station")
    AHTU = "ahtu", _("Anti-Human-Trafficking Unit")
    SHELTER = "shelter", pgettext_lazy("place", "shelter")
    CENTRE = "centre", _("information or help centre")
    HOSPITAL = "hospital", _("hospital")
    DLSA = "dlsa", _("District Legal Services Authority (DLSA)")
    OTHER_SERVICE = "other_service", _("other service")


_TRANSIT = (
    LandmarkKind.RAILWAY_STATION,
    LandmarkKind.BUS_STAND,
    LandmarkKind.CHECKPOST,
    LandmarkKind.MARKET,
    LandmarkKind.PLACEMENT_OFFICE,
    LandmarkKind.OTHER_TRANSIT,
)
LAYERS: Mapping[str, str] = {
    kind.value: (
        Layer.TRANSIT if kind in _TRANSIT else Layer.RISK if kind is LandmarkKind.RISK else Layer.SERVICE
    ).value
    for kind in LandmarkKind
}


class SourceKind(models.TextChoices):
    """Who says what is written about a landmark."""

    SEEN = "seen", _("seen by us")
    TRAVELLER = "traveller", _("a traveller or her family said so")
    VILLAGE = "village", _("people of the village said so")
    OFFICE = "office", _("an office said so")
    MEDIA = "media", _("newspaper or other media")
    DOCUMENT = "document", _("official list or document")


class Finding(models.TextChoices):
    """What somebody found who looked again."""

    AS_RECORDED = "as_recorded", _("it is as written")
    DIFFERENT = "different", _("something is different")


class Mode(models.TextChoices):
    TRAIN = "train", _("train")
    BUS = "bus", pgettext_lazy("way to travel", "bus")
    JEEP = "jeep", _("jeep or shared taxi")
    LORRY = "lorry", _("lorry or contractor's vehicle")
    MIXED = "mixed", _("by several of them")
    OTHER = "other", pgettext_lazy("way to travel", "another way")

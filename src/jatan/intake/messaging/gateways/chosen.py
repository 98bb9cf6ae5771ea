"""The gateway that this installation's options name, or none."""

from typing import Final, cast

from django.conf import settings
from django.utils.module_loading import import_string

from jatan.intake.messaging.gateways.base import Gateway

__all__ = ["chosen_gateway"]

# By name, so that a gateway's library is read in only where it is chosen: `http` is an eighth of a start of the house.
_GATEWAYS: Final = {
    "files": "jatan.intake.messaging.gateways.files.gateway_of",
    "http": "jatan.intake.messaging.gateways.http.gateway_of",
}


def chosen_gateway() -> Gateway | None:
    """None where texts cannot leave the house."""
    told = settings.JATAN_SMS
    if told["gateway"] not in _GATEWAYS:
        return None
    return cast("Gateway | None", import_string(_GATEWAYS[told["gateway"]])(told))

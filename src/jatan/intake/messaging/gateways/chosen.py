"""The gateway that this installation's options name, or none."""

from typing import Final, cast

from django.conf import settings
from django.utils.module_loading import import_string

from jatan.intake.messaging.gateways.base import Gateway

# Imported by name only where chosen: `http` alone would take an eighth of the start-up time.
_GATEWAYS: Final = {
    "files": "jatan.intake.messaging.gateways.files.gateway_of",
    "http": "jatan.intake.messaging.gateways.http.gateway_of",
}


def configured_gateway() -> Gateway | None:
    """The configured gateway; None where none is set up."""
    options = settings.JATAN_SMS
    if options["gateway"] not in _GATEWAYS:
        return None
    return cast("Gateway | None", import_string(_GATEWAYS[options["gateway"]])(options))

"""The gateway that this installation's options name, or none."""

from pathlib import Path

from django.conf import settings

from jatan.intake.messaging.gateways.base import Gateway
from jatan.intake.messaging.gateways.files import FilesGateway

__all__ = ["chosen_gateway"]


def chosen_gateway() -> Gateway | None:
    """None where texts cannot leave the house."""
    told = settings.JATAN_SMS
    if told["gateway"] == "files":
        return FilesGateway(Path(told["spool"]))
    if told["gateway"] == "http" and told["url"]:
        # Only where it is chosen: its library takes an eighth of every start of the house.
        from jatan.intake.messaging.gateways.http import HttpGateway, HttpOptions

        return HttpGateway(
            HttpOptions(
                url=told["url"],
                body=told["body"],
                is_form=told["format"] == "form",
                header=told["header"],
                secret=told["secret"],
                id_path=told["id_path"],
            )
        )
    return None

"""Start-up: hand the reactions table down to the ledger. The only place that does."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jatan.config.reactions import REACTIONS


class ConfigApp(AppConfig):
    name = "jatan.config"
    label = "config"

    def ready(self) -> None:
        # By name: the ledger's models cannot be imported while Django is still collecting its apps.
        import_string("jatan.foundation.ledger.services.install_reactions")(REACTIONS)

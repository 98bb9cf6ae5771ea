"""Start-up: hand the reactions table down to the ledger, and read the house's spellings of names."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jatan.foundation.network import spellings
from jatan.settings.reactions import REACTIONS


class ConfigApp(AppConfig):
    name = "jatan.settings"
    label = "config"

    def ready(self) -> None:
        # By name: the ledger's models cannot be imported while Django is still collecting its apps.
        import_string("jatan.foundation.ledger.services.install_reactions")(REACTIONS)
        spellings.refresh()

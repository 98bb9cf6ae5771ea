"""App start-up: register the ledger's reactions and load the installation's spellings of names."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jatan.foundation.network import spellings
from jatan.settings.reactions import REACTIONS


class ConfigApp(AppConfig):
    name = "jatan.settings"
    label = "config"

    def ready(self) -> None:
        # By dotted path: the ledger's models cannot be imported before the app registry is ready.
        import_string("jatan.foundation.ledger.services.install_reactions")(REACTIONS)
        spellings.refresh()

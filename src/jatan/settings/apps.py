"""App start-up: the ledger's reactions, the installation's spellings of names, and the words of an empty choice."""

from django.apps import AppConfig
from django.db.models import fields
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network import spellings
from jatan.settings.reactions import REACTIONS


class ConfigApp(AppConfig):
    name = "jatan.settings"
    label = "config"

    def ready(self) -> None:
        # By dotted path: the ledger's models cannot be imported before the app registry is ready.
        import_string("jatan.foundation.ledger.services.install_reactions")(REACTIONS)
        spellings.refresh()
        # What a list of choices says while nothing is chosen. Django's own words are in no language of ours.
        fields.BLANK_CHOICE_LABEL = _("choose")

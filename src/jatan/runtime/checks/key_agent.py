"""Whether the key agent of this machine answers: without it nobody opens keys."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level
from jatan.foundation.vault import open_keys
from jatan.foundation.vault.key_agent.client import AgentAway


def check_key_agent() -> list[Finding]:
    """The process that keeps opened keys answers within three seconds. No query."""
    try:
        open_keys.agent().ages()
    except AgentAway:
        sentence = _("No keys can be opened: the process that keeps them does not answer, so nobody reads a case file.")
        remedy = _("It is started again by itself. If this is still here in five minutes, call the administrator.")
        return [Finding("key_agent_away", Level.WARN, sentence, remedy)]
    return [Finding("key_agent_away", Level.OK, _("The process that keeps opened keys answers."))]

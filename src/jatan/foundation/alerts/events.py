"""Ledger verbs of alerts. An attacker could silence somebody, or add a browser: both are told."""

CHOICES_SAVED = "alerts.choices_saved"
BROWSER_ADDED = "alerts.browser_added"
BROWSER_RENEWED = "alerts.browser_renewed"
BROWSER_ENDED = "alerts.browser_ended"

"""Pages of agreed contacts, the escalation ladder, contact plans and stand-ins."""

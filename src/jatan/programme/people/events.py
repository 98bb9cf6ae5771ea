"""Verbs of the ledger about people."""

PERSON_REGISTERED = "people.person_registered"
PERSON_AMENDED = "people.person_amended"
PERSON_WITHDRAWN = "people.person_withdrawn"
IDENTIFIER_ADDED = "people.identifier_added"
IDENTIFIER_WITHDRAWN = "people.identifier_withdrawn"
CONSENT_GIVEN = "people.consent_given"
CONSENT_WITHDRAWN = "people.consent_withdrawn"

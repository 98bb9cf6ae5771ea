"""Verbs of journeys in the ledger."""

JOURNEY_REGISTERED = "journeys.journey_registered"
JOURNEY_RETURNED = "journeys.journey_returned"
JOURNEY_AMENDED = "journeys.journey_amended"
JOURNEY_WITHDRAWN = "journeys.journey_withdrawn"

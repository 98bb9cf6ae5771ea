"""Verbs of journeys in the ledger."""

JOURNEY_REGISTERED = "journeys.journey_registered"
JOURNEY_RETURNED = "journeys.journey_returned"
JOURNEY_AMENDED = "journeys.journey_amended"
JOURNEY_WITHDRAWN = "journeys.journey_withdrawn"
DEPARTURES_REGISTERED = "journeys.departures_registered"
ANSWERS_NOTED = "journeys.answers_noted"
ACTION_DONE = "journeys.action_done"
TRIGGER_NOTED = "journeys.trigger_noted"
TRIGGER_ACKNOWLEDGED = "journeys.trigger_acknowledged"
COUNSELLED = "journeys.counselled"
OUTCOME_RECORDED = "journeys.outcome_recorded"
PASS_ISSUED = "journeys.pass_issued"  # noqa: S105 – a verb, no secret

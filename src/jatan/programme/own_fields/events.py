"""Ledger verbs of own questions."""

FIELD_MADE = "own_fields.field_made"
FIELD_RENAMED = "own_fields.field_renamed"
FIELD_RETIRED = "own_fields.field_retired"
VALUE_KEPT = "own_fields.value_kept"
VALUE_AMENDED = "own_fields.value_amended"

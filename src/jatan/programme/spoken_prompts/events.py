"""Ledger verbs of spoken prompts."""

PROMPT_RECORDED = "spoken_prompts.prompt_recorded"
PROMPT_AMENDED = "spoken_prompts.prompt_amended"
PROMPT_CONFIRMED = "spoken_prompts.prompt_confirmed"

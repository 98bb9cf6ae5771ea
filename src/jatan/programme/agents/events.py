"""Verbs of the register of agents and employers in the ledger."""

STATEMENT_RECORDED = "agents.statement_recorded"
STATEMENT_WITHDRAWN = "agents.statement_withdrawn"
SAME_PROPOSED = "agents.same_proposed"
SAME_CONFIRMED = "agents.same_confirmed"
SAME_UNDONE = "agents.same_undone"
STATEMENTS_REKEYED = "agents.statements_rekeyed"

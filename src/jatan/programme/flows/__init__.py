"""Operations that span several programme packages: register a departure, correct it, report unsafe, come home.

Every entry point (page, workbook, text message, command, demo) calls these, so that the same rules always apply.
Why a journey from a register is exempt: docs/explanation/departure-rules.md.
"""

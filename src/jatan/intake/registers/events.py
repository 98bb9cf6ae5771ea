"""Ledger verbs of register imports. Payloads hold counts and codes, never a cell."""

SHEET_IMPORTED = "registers.sheet_imported"
WORKBOOK_IMPORTED = "registers.workbook_imported"
ROW_REPAIRED = "registers.row_repaired"
ROW_DISMISSED = "registers.row_dismissed"
CORRECTION_ACCEPTED = "registers.correction_accepted"
CORRECTION_REJECTED = "registers.correction_rejected"
MAPPING_LEARNED = "registers.mapping_learned"

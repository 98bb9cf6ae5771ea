"""Ledger verbs of the library."""

MATERIAL_ADDED = "library.material_added"
MATERIAL_AMENDED = "library.material_amended"
MATERIAL_FILE_REPLACED = "library.material_file_replaced"
MATERIAL_WITHDRAWN = "library.material_withdrawn"
DISTRIBUTION_RECORDED = "library.distribution_recorded"
DISTRIBUTION_AMENDED = "library.distribution_amended"
DISTRIBUTION_WITHDRAWN = "library.distribution_withdrawn"

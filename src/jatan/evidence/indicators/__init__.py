"""Indicators declared as data, and monthly counts ("cells") from which reports are made without reading people.

Records -> ledger event -> recount of the affected months -> cells -> selectors. Cells can be deleted and counted again
at any time.
"""

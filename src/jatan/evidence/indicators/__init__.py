"""Indicators: what is counted, declared as data, and monthly fact cells that answer reports without reading people.

Records -> ledger event -> recount of the touched months -> cells -> selectors. It is not a statistics package and it
writes no record: its cells can be thrown away and counted again at any time.
"""

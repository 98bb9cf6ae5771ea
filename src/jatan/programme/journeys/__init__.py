"""Journeys: the migrant register. One row is one journey of one person, recorded before she leaves where possible.

Not the person (`people`), and no judgement on whether she may go: the worker decides, the register remembers.
"""

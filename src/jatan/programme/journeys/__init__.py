"""Journeys: the migrant register. One row is one journey of one person, recorded before she leaves where possible.

People are in `people`. Nothing here decides whether somebody may go: hard stops are shown to a worker, who decides.
"""

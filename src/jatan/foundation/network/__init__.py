"""The network: organisations with dated membership and districts, offices, information centres; and `Guarded`,
the one abstract row that belongs to an organisation and a place.
"""
